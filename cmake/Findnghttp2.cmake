# SPDX-License-Identifier: Apache-2.0
# Finds nghttp2. Gives the target nghttp2::nghttp2.
find_path(nghttp2_INCLUDE_DIR nghttp2/nghttp2.h)
find_library(nghttp2_LIBRARY nghttp2)
mark_as_advanced(nghttp2_INCLUDE_DIR nghttp2_LIBRARY)

# By its version nobody can tell whether it defends itself against streams that are reset as soon
# as they are opened: distributions brought that to old ones.
if(nghttp2_INCLUDE_DIR)
    file(STRINGS ${nghttp2_INCLUDE_DIR}/nghttp2/nghttp2.h nghttp2_reset_limit
        REGEX nghttp2_option_set_stream_reset_rate_limit)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(nghttp2
    REQUIRED_VARS nghttp2_LIBRARY nghttp2_INCLUDE_DIR nghttp2_reset_limit)

if(nghttp2_FOUND AND NOT TARGET nghttp2::nghttp2)
    add_library(nghttp2::nghttp2 UNKNOWN IMPORTED)
    set_target_properties(nghttp2::nghttp2 PROPERTIES
        IMPORTED_LOCATION ${nghttp2_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${nghttp2_INCLUDE_DIR})
endif()
