# SPDX-License-Identifier: Apache-2.0
# Finds xxhash.h, which is all that weir uses of xxHash. Gives the target xxHash::header.
find_path(xxHashHeader_INCLUDE_DIR xxhash.h)
mark_as_advanced(xxHashHeader_INCLUDE_DIR)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(xxHashHeader REQUIRED_VARS xxHashHeader_INCLUDE_DIR)

if(xxHashHeader_FOUND AND NOT TARGET xxHash::header)
    add_library(xxHash::header INTERFACE IMPORTED)
    target_include_directories(xxHash::header INTERFACE ${xxHashHeader_INCLUDE_DIR})
endif()
