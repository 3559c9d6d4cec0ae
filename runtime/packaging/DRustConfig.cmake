# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# find_package(DRust REQUIRED) gives
#
#   drust::drust       link it to a target of C sources: they are compiled with the
#                      plugin, and a program gets the runtime
#   DRust_EXECUTABLE   the drust command, to run programs
#
# as `drust config` says it. The compiler must be clang 19:
# cmake -DCMAKE_C_COMPILER=clang-19.
get_filename_component(_drust_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

if(NOT CMAKE_C_COMPILER_ID STREQUAL "Clang"
   OR CMAKE_C_COMPILER_VERSION VERSION_LESS 19
   OR CMAKE_C_COMPILER_VERSION VERSION_GREATER_EQUAL 20)
  set(DRust_FOUND FALSE)
  set(DRust_NOT_FOUND_MESSAGE
    "DRust programs are compiled by clang 19, and the C compiler of this project is "
    "'${CMAKE_C_COMPILER_ID} ${CMAKE_C_COMPILER_VERSION}': configure with "
    "-DCMAKE_C_COMPILER=clang-19, and enable C before find_package(DRust)")
  string(JOIN "" DRust_NOT_FOUND_MESSAGE ${DRust_NOT_FOUND_MESSAGE})
  return()
endif()

foreach(_drust_file IN ITEMS bin/drust lib/libdrust.so lib/libdrust_rt.a include/drust.h)
  if(NOT EXISTS "${_drust_prefix}/${_drust_file}")
    set(DRust_FOUND FALSE)
    set(DRust_NOT_FOUND_MESSAGE "'${_drust_prefix}/${_drust_file}' is missing: install DRust again")
    return()
  endif()
endforeach()

set(DRust_EXECUTABLE "${_drust_prefix}/bin/drust")

if(NOT TARGET drust::drust)
  add_library(drust::drust STATIC IMPORTED)
  set_target_properties(drust::drust PROPERTIES
    IMPORTED_LOCATION "${_drust_prefix}/lib/libdrust_rt.a"
    INTERFACE_INCLUDE_DIRECTORIES "${_drust_prefix}/include"
    IMPORTED_NO_SYSTEM TRUE # warnings in the macros of drust.h are the program's
    # here and not with the options: -pie of CMake's own comes behind those
    INTERFACE_LINK_LIBRARIES "-no-pie;pthread;dl;m")
  target_compile_options(drust::drust INTERFACE
    "$<$<COMPILE_LANGUAGE:C>:-fplugin=${_drust_prefix}/lib/libdrust.so>" -fno-pie)
  target_link_options(drust::drust INTERFACE -Wl,--wrap=main -Wl,--build-id)
endif()
