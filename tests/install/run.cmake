# SPDX-License-Identifier: Apache-2.0
# One way of using weir: cmake -D way=... -D build=... -D source=... -P run.cmake
set(scratch ${build}/install-test/${way})
set(prefix ${scratch}/prefix)
set(consumer ${source}/tests/install/consumer)
file(REMOVE_RECURSE ${scratch})
file(MAKE_DIRECTORY ${scratch})

function(run)
    execute_process(COMMAND ${ARGN} RESULT_VARIABLE result COMMAND_ECHO STDOUT)
    if(NOT result EQUAL 0)
        message(FATAL_ERROR "failed: ${ARGN}")
    endif()
endfunction()

function(build_consumer)
    run(${CMAKE_COMMAND} -S ${consumer} -B ${scratch}/build -G ${generator}
        -D CMAKE_CXX_COMPILER=${compiler} ${ARGN})
    run(${CMAKE_COMMAND} --build ${scratch}/build)
    run(${scratch}/build/consumer)
endfunction()

if(way STREQUAL "add_subdirectory")
    build_consumer(-D WEIR_SOURCE=${source})
    if(EXISTS ${scratch}/build/weir/tests OR EXISTS ${scratch}/build/weir/examples)
        message(FATAL_ERROR "a project that adds weir builds its tests or examples")
    endif()
    return()
endif()

run(${CMAKE_COMMAND} --install ${build} --prefix ${prefix})
file(GLOB_RECURSE headers RELATIVE ${source}/include ${source}/include/*.hpp)
file(GLOB_RECURSE installed RELATIVE ${prefix}/include ${prefix}/include/*)
if(NOT headers STREQUAL installed)
    message(FATAL_ERROR "installed are\n${installed}\nbut the headers are\n${headers}")
endif()

foreach(file IN ITEMS weir_gdb.py weir.natvis)
    if(NOT EXISTS ${prefix}/share/weir/${file})
        message(FATAL_ERROR "share/weir/${file} is not installed")
    endif()
endforeach()

if(way STREQUAL "find_package")
    build_consumer(-D CMAKE_PREFIX_PATH=${prefix})
else()
    run(${compiler} -std=c++20 -I ${prefix}/include ${consumer}/main.cpp -o ${scratch}/consumer)
    run(${scratch}/consumer)
endif()
