# Everything comes from Debian packages (tools/setup.sh lists them); nothing is vendored or downloaded.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(TBB REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(CURL 7.85 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(mimalloc REQUIRED)
pkg_check_modules(libelf REQUIRED IMPORTED_TARGET libelf)
pkg_check_modules(lzma REQUIRED IMPORTED_TARGET liblzma)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(pugixml REQUIRED IMPORTED_TARGET pugixml)
pkg_check_modules(uring IMPORTED_TARGET liburing>=2.2)  # without it, files are read one by one

# Packages without a usable CMake or pkg-config file of their own.
find_path(EXPECTED_INCLUDE tl/expected.hpp REQUIRED)
add_library(expected INTERFACE IMPORTED)
target_include_directories(expected SYSTEM INTERFACE ${EXPECTED_INCLUDE})

find_path(ISAL_INCLUDE isa-l/igzip_lib.h REQUIRED)
find_library(ISAL_LIBRARY isal REQUIRED)
add_library(isal INTERFACE IMPORTED)
target_include_directories(isal SYSTEM INTERFACE ${ISAL_INCLUDE})
target_link_libraries(isal INTERFACE ${ISAL_LIBRARY})

find_path(LIEF_INCLUDE LIEF/ELF.hpp REQUIRED)
find_library(LIEF_LIBRARY LIEF REQUIRED)
add_library(lief INTERFACE IMPORTED)
target_include_directories(lief SYSTEM INTERFACE ${LIEF_INCLUDE})
target_link_libraries(lief INTERFACE ${LIEF_LIBRARY})

find_path(FLATBUFFERS_INCLUDE flatbuffers/flatbuffers.h REQUIRED)
find_program(FLATC flatc REQUIRED)
add_library(flatbuffers INTERFACE IMPORTED)
target_include_directories(flatbuffers SYSTEM INTERFACE ${FLATBUFFERS_INCLUDE})
