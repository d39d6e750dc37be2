/* Events of the log as a reader may see them. */
#pragma once
#include "base/json_out.h"
#include "resource/payload.h"

#define HISTORY_LIMIT_MAX 100
