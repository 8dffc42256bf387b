# booking_wasm_module(name SOURCES … LIBRARIES … EXPORTS …): links name.wasm into the build directory and checks that it
# imports nothing and exports exactly `memory`, the ABI of wasm/base/module.h and the named operations.
function(booking_wasm_module name)
  cmake_parse_arguments(MODULE "" "" "SOURCES;LIBRARIES;EXPORTS" ${ARGN})
  add_executable(${name}.module ${MODULE_SOURCES})
  set_target_properties(${name}.module PROPERTIES OUTPUT_NAME ${name} SUFFIX .wasm)
  target_link_libraries(${name}.module PRIVATE ${MODULE_LIBRARIES} booking_code)
  booking_precompiled(core ${name}.module)
  set(stack 262144)             # 256 KiB; the search recurses over phases and wishes only
  set(maximum_memory 67108864)  # 64 MiB, half of what an isolate may use
  if(booking_wasm STREQUAL wasi)
    target_link_options(${name}.module PRIVATE -flto -nostartfiles -Wl,--no-entry -Wl,--lto-O3 -Wl,--strip-all -Wl,--stack-first
                        -Wl,-z,stack-size=${stack} -Wl,--max-memory=${maximum_memory})
  else()
    target_link_options(${name}.module PRIVATE --no-entry -sSTANDALONE_WASM=1 -Wl,--stack-first -sTOTAL_STACK=${stack}
                        -sINITIAL_MEMORY=1048576 -sALLOW_MEMORY_GROWTH=1 -sMAXIMUM_MEMORY=${maximum_memory})
    keep_only_exports(${name} memory abi_version reserve answer ${MODULE_EXPORTS})
  endif()
  add_custom_command(
    TARGET ${name}.module POST_BUILD
    COMMAND ${NODE} ${CMAKE_SOURCE_DIR}/scripts/cmake/check-module.ts $<TARGET_FILE:${name}.module> ${MODULE_EXPORTS})
endfunction()

# em++ always exports stackSave, _initialize and the like. Nothing here needs them: there is nothing to initialise.
function(keep_only_exports name)
  find_program(WASM_METADCE wasm-metadce REQUIRED NO_CMAKE_FIND_ROOT_PATH)
  set(nodes "")
  foreach(export ${ARGN})
    list(APPEND nodes "{\"name\": \"${export}\", \"export\": \"${export}\", \"root\": true}")
  endforeach()
  list(JOIN nodes ", " nodes)
  set(graph ${CMAKE_BINARY_DIR}/${name}.exports.json)
  file(WRITE ${graph} "[${nodes}]\n")
  add_custom_command(
    TARGET ${name}.module POST_BUILD
    COMMAND ${WASM_METADCE} --enable-simd --enable-sign-ext --enable-bulk-memory --enable-mutable-globals
            --graph-file=${graph} $<TARGET_FILE:${name}.module> -o $<TARGET_FILE:${name}.module> > ${graph}.log)
endfunction()

# booking_module(name EXPORTS …): the library booking_<name> of wasm/<name>/, and <name>.wasm where that is the target.
function(booking_module name)
  cmake_parse_arguments(MODULE "" "" "EXPORTS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/wasm/${name}/*.cpp)
  if(NOT sources)
    return()
  endif()
  if(booking_wasm)
    booking_wasm_module(${name} SOURCES ${sources} LIBRARIES booking_base EXPORTS ${MODULE_EXPORTS})
  else()
    add_library(booking_${name} OBJECT ${sources})
    target_link_libraries(booking_${name} PUBLIC booking_base PRIVATE booking_code)
    booking_precompiled(core booking_${name})
  endif()
endfunction()
