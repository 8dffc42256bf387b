# clang 19 with wasi-libc and libc++ 19, as Debian ships them (/usr/include/wasm32-wasi, /usr/lib/wasm32-wasi).
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR wasm32)
set(CMAKE_CXX_COMPILER clang++-19)
set(CMAKE_CXX_COMPILER_TARGET wasm32-wasi)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(booking_wasm wasi)
