# booking_wasm_module(name SOURCES … LIBRARIES … EXPORTS …): links name.wasm into the build directory and checks that it
# imports nothing and exports exactly `memory`, the ABI of wasm/base/module.h and the named operations.
function(booking_wasm_module name)
  cmake_parse_arguments(MODULE "" "" "SOURCES;LIBRARIES;EXPORTS" ${ARGN})
  add_executable(${name}.module ${MODULE_SOURCES})
  set_target_properties(${name}.module PROPERTIES OUTPUT_NAME ${name})
  target_link_libraries(${name}.module PRIVATE ${MODULE_LIBRARIES})
  set(stack 262144)          # 256 KiB: the search recurses over phases and wishes only
  set(maximum_memory 67108864)  # 64 MiB, half of what an isolate may use
  if(booking_wasm STREQUAL wasi)
    target_link_options(${name}.module PRIVATE -O3 -flto -nostartfiles -Wl,--no-entry -Wl,--strip-all -Wl,--gc-sections
                        -Wl,--stack-first -Wl,-z,stack-size=${stack} -Wl,--max-memory=${maximum_memory})
  else()
    target_link_options(${name}.module PRIVATE -O3 --no-entry -sSTANDALONE_WASM=1 -sTOTAL_STACK=${stack}
                        -sINITIAL_MEMORY=1048576 -sALLOW_MEMORY_GROWTH=1 -sMAXIMUM_MEMORY=${maximum_memory} -Wl,--stack-first)
  endif()
  add_custom_command(
    TARGET ${name}.module POST_BUILD
    COMMAND ${NODE} ${CMAKE_SOURCE_DIR}/scripts/cmake/check-module.ts $<TARGET_FILE:${name}.module> ${MODULE_EXPORTS})
endfunction()

# booking_module(name EXPORTS …): the library booking_<name> of wasm/<name>/, and <name>.wasm where that is the target.
function(booking_module name)
  cmake_parse_arguments(MODULE "" "" "EXPORTS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/wasm/${name}/*.cpp)
  if(NOT sources)
    return()
  endif()
  if(booking_wasm)
    booking_wasm_module(${name} SOURCES ${sources} LIBRARIES booking_base EXPORTS ${MODULE_EXPORTS})
  else()
    add_library(booking_${name} STATIC ${sources})
    target_link_libraries(booking_${name} PUBLIC booking_base)
  endif()
endfunction()
