# Headers of others that are parsed once for each build instead of once for each source: half of the time of a cold build.
#
# Two sets, since the core has neither exceptions nor RTTI and what surrounds it has both. Ours are never among them, so an
# edit rebuilds what it did before; nor does the wasi build use them, so a source that forgets an include is still found out.
if(booking_wasm STREQUAL wasi)
  function(booking_precompiled)
  endfunction()
  return()
endif()

set(precompiled_core <algorithm> <array> <bit> <cstdint> <cstring> <functional> <memory> <optional> <span> <string>
                     <string_view> <utility> <vector> <flatbuffers/flatbuffers.h>)
set(precompiled_around ${precompiled_core} <catch2/catch.hpp> <chrono> <fstream> <iostream> <map> <nlohmann/json.hpp> <random> <set> <sstream>)

file(WRITE ${CMAKE_BINARY_DIR}/precompiled.cpp.new "// Carries the precompiled headers.\n")
file(COPY_FILE ${CMAKE_BINARY_DIR}/precompiled.cpp.new ${CMAKE_BINARY_DIR}/precompiled.cpp ONLY_IF_DIFFERENT)

add_library(precompiled_core OBJECT ${CMAKE_BINARY_DIR}/precompiled.cpp)
target_link_libraries(precompiled_core PRIVATE third_party booking_code)
target_precompile_headers(precompiled_core PRIVATE ${precompiled_core})
if(NOT booking_wasm)
  add_library(precompiled_around OBJECT ${CMAKE_BINARY_DIR}/precompiled.cpp)
  target_link_libraries(precompiled_around PRIVATE third_party booking_warnings)
  target_compile_options(precompiled_around PRIVATE -fexceptions -frtti)
  target_precompile_headers(precompiled_around PRIVATE ${precompiled_around})
endif()

# booking_precompiled(core|around targets…). A precompiled header forgets the pragmas by which the standard library excuses what it
# calls itself, so deprecated calls are left to the wasi build and the lint, which read every header.
function(booking_precompiled set)
  foreach(target ${ARGN})
    target_precompile_headers(${target} REUSE_FROM precompiled_${set})
    target_compile_options(${target} PRIVATE -Wno-deprecated-declarations)
  endforeach()
endfunction()
