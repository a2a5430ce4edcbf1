# A room is one OBJECT library elfgate_<room> of everything below src/<room>. ROOMS are the rooms it may include
# (the layer test enforces it), LINK the third-party targets that only this room sees.
function(elfgate_room name)
  cmake_parse_arguments(room "" "" "ROOMS;LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp)
  file(WRITE ${CMAKE_BINARY_DIR}/generated/${name}_room.cpp.in "// Keeps room ${name} a library while it has no sources.\nnamespace elfgate { extern const char* const ${name}_room; const char* const ${name}_room = \"${name}\"; }\n")
  configure_file(${CMAKE_BINARY_DIR}/generated/${name}_room.cpp.in ${CMAKE_BINARY_DIR}/generated/${name}_room.cpp COPYONLY)
  add_library(elfgate_${name} OBJECT ${sources} ${CMAKE_BINARY_DIR}/generated/${name}_room.cpp)
  target_include_directories(elfgate_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/include)
  target_link_libraries(elfgate_${name} PUBLIC expected PRIVATE ${room_LINK})
  set_property(GLOBAL APPEND PROPERTY ELFGATE_ROOMS ${name})
  set_property(GLOBAL PROPERTY ELFGATE_ROOMS_OF_${name} ${room_ROOMS})
  set_property(GLOBAL PROPERTY ELFGATE_LINK_OF_${name} ${room_LINK})
endfunction()

# Collects src/<room>/<folder>/*.cpp into a generated table: file sarif.cpp must define `extern const TYPE sarif_<suffix>`
# in the room's namespace. The table is <room>::collected_<folder>(), sorted by file name. A self-registering static would be
# dropped by the linker; a table cannot be.
function(elfgate_collect room folder kind header type suffix)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${room}/${folder}/*.cpp)
  list(SORT files)
  set(externs "")
  set(entries "")
  foreach(file IN LISTS files)
    get_filename_component(stem ${file} NAME_WE)
    string(APPEND externs "extern const ${type} ${stem}_${suffix};\n")
    string(APPEND entries "    &${stem}_${suffix},\n")
  endforeach()
  list(LENGTH files count)
  set(output ${CMAKE_BINARY_DIR}/generated/${room}_${folder}_table.cpp)
  file(GENERATE OUTPUT ${output} CONTENT
"// Generated from src/${room}/${folder}/*.cpp.
#include \"${header}\"
#include <array>
#include <span>
namespace elfgate::${room} {
${externs}
std::span<const ${type}* const> collected_${folder}();
std::span<const ${type}* const> collected_${folder}() {
  static const std::array<const ${type}*, ${count}> table{{
${entries}  }};
  return table;
}
}  // namespace elfgate::${room}
")
  target_sources(elfgate_${room} PRIVATE ${output})
  set_source_files_properties(${output} TARGET_DIRECTORY elfgate_${room} PROPERTIES GENERATED TRUE)
endfunction()

# Links TARGET with ROOM, the rooms below it and their libraries.
function(elfgate_link_rooms target)
  set(pending ${ARGN})
  set(done "")
  while(pending)
    list(POP_FRONT pending room)
    if(room IN_LIST done)
      continue()
    endif()
    list(APPEND done ${room})
    get_property(below GLOBAL PROPERTY ELFGATE_ROOMS_OF_${room})
    get_property(libraries GLOBAL PROPERTY ELFGATE_LINK_OF_${room})
    list(APPEND pending ${below})
    target_link_libraries(${target} PRIVATE elfgate_${room} ${libraries})
  endwhile()
endfunction()
