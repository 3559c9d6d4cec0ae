# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# The libdrust.so of another build (DRUST_PLUGIN) instead of one more: to compile
# it is most of a build's work.
if(NOT EXISTS ${DRUST_PLUGIN})
  message(FATAL_ERROR
    "${DRUST_PLUGIN} is missing. Build it first (cmake --preset release && "
    "cmake --build --preset release), or let this build compile its own (-DDRUST_PLUGIN=).")
endif()
set(link ${CMAKE_LIBRARY_OUTPUT_DIRECTORY}/libdrust.so)
add_custom_command(OUTPUT ${link}
  COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_LIBRARY_OUTPUT_DIRECTORY}
  COMMAND ${CMAKE_COMMAND} -E create_symlink ${DRUST_PLUGIN} ${link}
  DEPENDS ${DRUST_PLUGIN}
  VERBATIM)
add_custom_target(drust_plugin ALL DEPENDS ${link})
install(FILES ${DRUST_PLUGIN} DESTINATION lib)
