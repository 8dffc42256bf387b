# corectl, the core on the command line: native only, one file for each command (wasm/cli/commands.h). Its JSON library throws
# where a file is not what it should be, so it has exceptions; Ed25519 is OpenSSL's.
find_library(CRYPTO crypto REQUIRED)
find_package(Threads REQUIRED)
file(GLOB_RECURSE training_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/wasm/cli/training/*.cpp)
add_library(booking_training OBJECT EXCLUDE_FROM_ALL ${training_sources})
target_link_libraries(booking_training PUBLIC booking_base booking_warnings Threads::Threads)
booking_precompiled(around booking_training)

# The weeks on which proactive detection is made and judged; the tests link them too.
file(GLOB histories_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/wasm/cli/histories/*.cpp)
add_library(booking_histories OBJECT EXCLUDE_FROM_ALL ${histories_sources})
target_link_libraries(booking_histories PUBLIC booking_base booking_warnings)
booking_precompiled(around booking_histories)

# Under sanitizers only what the tests link is built: the commands read JSON, which takes a minute to compile there.
if(BOOKING_SANITIZE)
  return()
endif()

file(GLOB cli_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/wasm/cli/*.cpp)
add_executable(corectl ${cli_sources})
target_link_libraries(corectl PRIVATE booking_base booking_warnings booking_compliance booking_routing booking_training
                                      booking_histories ${CRYPTO})
booking_precompiled(around corectl)
