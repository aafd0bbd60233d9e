# SPDX-License-Identifier: Apache-2.0
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(weir_package_dir ${CMAKE_INSTALL_DATADIR}/cmake/weir)
install(TARGETS weir EXPORT weirTargets
    FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
    FILE_SET benchmark_headers DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT weirTargets NAMESPACE weir:: DESTINATION ${weir_package_dir})

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/weirConfig.cmake.in
    ${PROJECT_BINARY_DIR}/weirConfig.cmake INSTALL_DESTINATION ${weir_package_dir})
# Before 1.0 a minor version may break, so only the same minor version satisfies a request.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/weirConfigVersion.cmake
    COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES
    ${PROJECT_BINARY_DIR}/weirConfig.cmake
    ${PROJECT_BINARY_DIR}/weirConfigVersion.cmake
    ${CMAKE_CURRENT_LIST_DIR}/FindxxHashHeader.cmake
    DESTINATION ${weir_package_dir})
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
# For GDB: source share/weir/weir_gdb.py. Visual Studio takes the other file into a project.
install(FILES
    ${PROJECT_SOURCE_DIR}/tools/debuggers/weir_gdb.py
    ${PROJECT_SOURCE_DIR}/tools/debuggers/weir.natvis
    DESTINATION ${CMAKE_INSTALL_DATADIR}/weir)
