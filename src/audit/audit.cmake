# The digest of every source that decides what an examination says, and what an audit comes to: what another build kept is not used.
set(judge_sources "")
foreach(room base model index closure loader audit engine)
  file(GLOB_RECURSE of_room CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${room}/*.cpp ${CMAKE_SOURCE_DIR}/src/${room}/*.h)
  list(SORT of_room)
  list(APPEND judge_sources ${of_room})
endforeach()
list(APPEND judge_sources ${CMAKE_SOURCE_DIR}/src/store/facts.fbs)
set(judge_generated ${CMAKE_BINARY_DIR}/generated/audit)
add_custom_command(
  OUTPUT ${judge_generated}/judge_digest.stamp
  BYPRODUCTS ${judge_generated}/judge_digest.h
  COMMAND ${CMAKE_COMMAND} -DOUTPUT=${judge_generated}/judge_digest.h -DMACRO=ELFGATE_JUDGE_DIGEST "-DFILES=${judge_sources}"
          -P ${CMAKE_SOURCE_DIR}/cmake/source_digest.cmake
  COMMAND ${CMAKE_COMMAND} -E touch ${judge_generated}/judge_digest.stamp
  DEPENDS ${judge_sources} ${CMAKE_SOURCE_DIR}/cmake/source_digest.cmake
  COMMENT "Digest of the sources that judge"
  VERBATIM)
target_sources(elfgate_audit PRIVATE ${judge_generated}/judge_digest.stamp)
target_include_directories(elfgate_audit PRIVATE ${judge_generated})
