# Third-party headers through a directory of our own: -I/usr/include would put the host's C library before the target's.
set(third_party_dir ${CMAKE_BINARY_DIR}/include)
file(MAKE_DIRECTORY ${third_party_dir})
foreach(library flatbuffers catch2 nlohmann)
  if(NOT EXISTS /usr/include/${library})
    message(FATAL_ERROR "/usr/include/${library} is missing: run scripts/bootstrap.")
  endif()
  file(CREATE_LINK /usr/include/${library} ${third_party_dir}/${library} SYMBOLIC)
endforeach()

add_library(third_party INTERFACE)
target_include_directories(third_party SYSTEM INTERFACE ${third_party_dir})
