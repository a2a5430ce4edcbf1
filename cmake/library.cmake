# One library out of all rooms; shared by default, so that a consumer in C or C++ needs nothing but the headers.
get_property(rooms GLOBAL PROPERTY ELFGATE_ROOMS)
set(objects "")
set(libraries "")
foreach(room IN LISTS rooms)
  list(APPEND objects $<TARGET_OBJECTS:elfgate_${room}>)
  get_property(room_libraries GLOBAL PROPERTY ELFGATE_LINK_OF_${room})
  list(APPEND libraries ${room_libraries})
endforeach()
list(REMOVE_DUPLICATES libraries)

add_library(elfgate SHARED ${objects})
add_library(elfgate::elfgate ALIAS elfgate)
set_target_properties(elfgate PROPERTIES VERSION ${PROJECT_VERSION} SOVERSION 0)
target_include_directories(elfgate PUBLIC $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_link_libraries(elfgate PRIVATE ${libraries})
target_compile_definitions(elfgate_api PRIVATE ELFGATE_VERSION="${PROJECT_VERSION}")

include(CMakePackageConfigHelpers)
install(TARGETS elfgate EXPORT elfgate-targets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY include/elfgate DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT elfgate-targets NAMESPACE elfgate:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/elfgate)
configure_package_config_file(cmake/elfgate-config.cmake.in ${CMAKE_BINARY_DIR}/elfgate-config.cmake
                              INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/elfgate)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/elfgate-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/elfgate-config.cmake ${CMAKE_BINARY_DIR}/elfgate-config-version.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/elfgate)
# The prefix of the .pc file is told relative to itself, so that `cmake --install --prefix` may put it anywhere.
file(RELATIVE_PATH ELFGATE_PC_TO_PREFIX ${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(cmake/elfgate.pc.in ${CMAKE_BINARY_DIR}/elfgate.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/elfgate.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
