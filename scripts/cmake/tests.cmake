# Catch2's main is compiled once; each folder of tests/native is one executable of test files.
file(GLOB oracle_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/native/oracle/rules/*.cpp
                                           ${CMAKE_SOURCE_DIR}/tests/native/oracle/salons/*.cpp)

# The JSON library costs a minute of compiling under sanitizers, and what reads JSON here reads only our own cases.
if(BOOKING_SANITIZE)
  set_source_files_properties(tests/native/oracle/salons/question_json.cpp tests/native/oracle/salons/named_cases.cpp
                              PROPERTIES COMPILE_OPTIONS "-O0;-fno-sanitize=all")
endif()

if(BOOKING_FUZZ)
  # The targets make requests with the oracle's salon generator.
  add_library(fuzz_salons OBJECT ${oracle_sources})
  target_link_libraries(fuzz_salons PUBLIC booking_base)
  target_compile_options(fuzz_salons PRIVATE -fexceptions -frtti -Wno-global-constructors)
  file(GLOB_RECURSE fuzz_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/fuzz/*.cpp)
  foreach(source ${fuzz_sources})
    cmake_path(GET source STEM stem)
    add_executable(fuzz_${stem} ${source})
    target_link_libraries(fuzz_${stem} PRIVATE fuzz_salons booking_base booking_availability booking_compliance
                                                booking_money booking_routing)
    target_compile_options(fuzz_${stem} PRIVATE -fexceptions -frtti -Wno-global-constructors)
    target_link_options(fuzz_${stem} PRIVATE -fsanitize=fuzzer)
  endforeach()
  return()
endif()

file(WRITE ${CMAKE_BINARY_DIR}/catch_main.cpp.new "#define CATCH_CONFIG_MAIN\n#include <catch2/catch.hpp>\n")
file(COPY_FILE ${CMAKE_BINARY_DIR}/catch_main.cpp.new ${CMAKE_BINARY_DIR}/catch_main.cpp ONLY_IF_DIFFERENT)
add_library(catch_main STATIC ${CMAKE_BINARY_DIR}/catch_main.cpp)
target_link_libraries(catch_main PUBLIC third_party)
target_compile_options(catch_main PRIVATE -O0 -fno-sanitize=all)

file(GLOB test_dirs CONFIGURE_DEPENDS LIST_DIRECTORIES true ${CMAKE_SOURCE_DIR}/tests/native/*)
foreach(dir ${test_dirs})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${dir}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "[.]fail[.]cpp$")
  if(NOT sources)
    continue()
  endif()
  cmake_path(GET dir FILENAME name)
  add_executable(test_${name} ${sources})
  target_link_libraries(test_${name} PRIVATE catch_main booking_base booking_warnings booking_availability
                                             booking_compliance booking_money booking_routing booking_training booking_histories)
  add_test(NAME ${name} COMMAND test_${name})
endforeach()

# What must not compile: each *.fail.cpp compiles as it is and fails with -DMUST_FAIL, so that it fails for the one reason.
file(GLOB_RECURSE must_fail CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/native/*.fail.cpp)
foreach(source ${must_fail})
  cmake_path(GET source FILENAME file)
  string(REPLACE ".fail.cpp" "" claim ${file})
  set(compile ${CMAKE_CXX_COMPILER} -std=c++20 -fsyntax-only -I${CMAKE_SOURCE_DIR} ${source})
  add_test(NAME compiles/${claim} COMMAND ${compile})
  add_test(NAME refuses/${claim} COMMAND ${compile} -DMUST_FAIL)
  set_tests_properties(refuses/${claim} PROPERTIES WILL_FAIL TRUE)
endforeach()

# The vectors that every build of the engine replays (tests/vectors/README.md), written whenever the engine changed.
if(NOT BOOKING_SANITIZE)
  file(GLOB named_cases CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/vectors/cases/*.json)
  add_executable(make_vectors tests/vectors/make_vectors.cpp tests/native/oracle/engine_answer.cpp ${oracle_sources})
  target_link_libraries(make_vectors PRIVATE booking_base booking_warnings booking_availability)
  target_compile_options(make_vectors PRIVATE -fexceptions -frtti -Wno-global-constructors)
  set(vectors ${CMAKE_SOURCE_DIR}/build/vectors/availability.bin)
  add_custom_command(OUTPUT ${vectors} COMMAND make_vectors ${vectors} DEPENDS make_vectors ${named_cases})
  add_custom_target(vectors ALL DEPENDS ${vectors})
endif()

# The native rivals of tests/bench/{engine,audit,people,personal-data}.bench.ts.
if(NOT BOOKING_SANITIZE)
  add_executable(bench_audit tests/bench/native/audit.cpp)
  target_link_libraries(bench_audit PRIVATE booking_base booking_warnings booking_compliance)
  add_executable(bench_personal_data tests/bench/native/personal_data.cpp)
  target_link_libraries(bench_personal_data PRIVATE booking_base booking_warnings booking_compliance)
  add_executable(bench_people tests/bench/native/people.cpp tests/native/assignment/simulation.cpp)
  target_link_libraries(bench_people PRIVATE booking_base booking_warnings booking_routing)
  target_compile_options(bench_people PRIVATE -fexceptions -frtti -Wno-global-constructors)
  add_executable(bench_engine tests/bench/native/engine.cpp)
  target_link_libraries(bench_engine PRIVATE booking_base booking_warnings booking_availability)
endif()
