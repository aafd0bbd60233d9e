// SPDX-License-Identifier: Apache-2.0
#include "manual_service.hpp"

WEIR_MANUAL_SERVICES()
