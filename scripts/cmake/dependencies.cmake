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

# simdjson comes from npm, since Debian's is too old for what is used of it; its two files have a directory to themselves.
set(simdjson_dir ${CMAKE_SOURCE_DIR}/node_modules/@nozbe/simdjson/src)
if(NOT EXISTS ${simdjson_dir}/simdjson.cpp)
  message(FATAL_ERROR "${simdjson_dir} is missing: run scripts/bootstrap.")
endif()
file(CREATE_LINK ${simdjson_dir} ${third_party_dir}/simdjson SYMBOLIC)
