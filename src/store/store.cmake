# The grammar of the facts becomes C++ at build time; only this room sees the header. The digest of the grammar goes with it, so
# that a test can tell a changed grammar from a bumped k_facts_schema.
set(facts_grammar ${CMAKE_SOURCE_DIR}/src/store/facts.fbs)
set(facts_generated ${CMAKE_BINARY_DIR}/generated/store)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${facts_grammar})
file(SHA256 ${facts_grammar} facts_grammar_digest)
file(CONFIGURE OUTPUT ${facts_generated}/facts_grammar_digest.h CONTENT "#define ELFGATE_FACTS_GRAMMAR \"@facts_grammar_digest@\"\n" @ONLY)
foreach(grammar facts snapshot outcome trail)
  add_custom_command(
    OUTPUT ${facts_generated}/${grammar}_generated.h
    COMMAND ${FLATC} --cpp --cpp-std c++17 --scoped-enums -o ${facts_generated} ${CMAKE_SOURCE_DIR}/src/store/${grammar}.fbs
    DEPENDS ${CMAKE_SOURCE_DIR}/src/store/${grammar}.fbs
    COMMENT "flatc ${grammar}.fbs"
    VERBATIM)
  target_sources(elfgate_store PRIVATE ${facts_generated}/${grammar}_generated.h)
endforeach()
target_include_directories(elfgate_store SYSTEM PRIVATE ${facts_generated})
