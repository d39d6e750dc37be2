/* An import as a row that a person watches and cancels. */
#pragma once
#include "resource/resource.h"

extern const struct resource import_resource;
