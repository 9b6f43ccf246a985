# find_package(Devirt): for projects that choose their compiler themselves. Without changes to a
# project, configure it with CXX="devirt c++ --devirt-generate" instead.
#
#   Devirt_EXECUTABLE                         the command
#   Devirt_CXX_COMPILER, Devirt_C_COMPILER    the compilers, each one word
#   Devirt::Runtime                           the runtime of instrumented programs, with its headers
#   Devirt_PASS_PLUGIN                        the pass plugin for clang, opt and lld 22
#   devirt_generate(<target> [<directory>])   records where the target's indirect calls go
#   devirt_use(<target> <profile>)            promotes them
#
# The functions need clang 22 as the compiler.
get_filename_component(_devirt_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

set(Devirt_EXECUTABLE "${_devirt_prefix}/bin/devirt")
set(Devirt_CXX_COMPILER "${_devirt_prefix}/bin/devirt-c++")
set(Devirt_C_COMPILER "${_devirt_prefix}/bin/devirt-cc")
set(Devirt_PASS_PLUGIN "${_devirt_prefix}/lib/devirt/libDevirtPass.so")

if(NOT TARGET Devirt::Runtime)
  add_library(Devirt::Runtime STATIC IMPORTED)
  set_target_properties(Devirt::Runtime PROPERTIES
    IMPORTED_LOCATION "${_devirt_prefix}/lib/devirt/libdevirt_rt.a"
    INTERFACE_INCLUDE_DIRECTORIES "${_devirt_prefix}/include")
endif()

function(_devirt_pass target)
  foreach(language C CXX)
    if(CMAKE_${language}_COMPILER_ID AND NOT (CMAKE_${language}_COMPILER_ID STREQUAL "Clang"
        AND CMAKE_${language}_COMPILER_VERSION MATCHES "^22[.]"))
      message(FATAL_ERROR "Devirt: the ${language} compiler must be clang 22")
    endif()
  endforeach()
  # -load makes the plugin's options known before they are read.
  set(options "SHELL:-Xclang -load -Xclang ${Devirt_PASS_PLUGIN}"
    "-fpass-plugin=${Devirt_PASS_PLUGIN}")
  foreach(option ${ARGN})
    list(APPEND options "SHELL:-mllvm ${option}")
  endforeach()
  target_compile_options(${target} PRIVATE "$<$<COMPILE_LANGUAGE:C,CXX>:${options}>")
endfunction()

function(devirt_generate target)
  set(options -devirt-generate)
  if(ARGC GREATER 1)
    list(APPEND options "-devirt-profile-file=${ARGV1}/default.devirtraw")
  endif()
  _devirt_pass(${target} ${options})
  target_link_libraries(${target} PUBLIC Devirt::Runtime)
endfunction()

function(devirt_use target profile)
  get_filename_component(profile "${profile}" ABSOLUTE)
  _devirt_pass(${target} "-devirt-use=${profile}")
  set_property(TARGET ${target} APPEND PROPERTY OBJECT_DEPENDS "${profile}")
endfunction()
