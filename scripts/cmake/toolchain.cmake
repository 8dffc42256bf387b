# How this project's own code is compiled, for every target (interface library booking_code).
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_FLAGS_RELEASE "-O3 -DNDEBUG")

set(BOOKING_SANITIZE "" CACHE STRING "Sanitizers to build with, comma-separated")
option(BOOKING_FUZZ "Build the libFuzzer targets instead of the tests" OFF)

find_program(ccache ccache)
if(ccache AND NOT booking_wasm STREQUAL emscripten)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${ccache})
endif()

add_library(booking_warnings INTERFACE)
target_compile_options(booking_warnings INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)

add_library(booking_code INTERFACE)
target_link_libraries(booking_code INTERFACE booking_warnings)
# No global constructors: a module does no work when it is instantiated, and exports no _initialize.
target_compile_options(booking_code INTERFACE -fno-exceptions -fno-rtti -Wglobal-constructors)

if(booking_wasm)
  add_compile_options(-msimd128 -mbulk-memory)
  if(booking_wasm STREQUAL wasi)
    add_compile_options(-flto)
  endif()
endif()
if(BOOKING_SANITIZE)
  # Not vptr: the core has no RTTI and the tests have, so FlatBuffers' one virtual class looks wrong from one side.
  add_compile_options(-fsanitize=${BOOKING_SANITIZE} -fno-sanitize=vptr -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
  add_link_options(-fsanitize=${BOOKING_SANITIZE})
  set(CMAKE_CXX_FLAGS_RELEASE "-O1")
endif()
if(BOOKING_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# The generators are TypeScript that Node runs as it is; `npm ci` puts the right Node here.
find_program(NODE node HINTS ${CMAKE_SOURCE_DIR}/node_modules/.bin NO_CMAKE_FIND_ROOT_PATH)
execute_process(COMMAND ${NODE} -p "process.versions.node.split('.')[0]" OUTPUT_VARIABLE node_major
                OUTPUT_STRIP_TRAILING_WHITESPACE)
if(NOT node_major OR node_major LESS 24)
  message(FATAL_ERROR "Node 24 is needed, found '${NODE}' (${node_major}): run scripts/bootstrap first.")
endif()
