/* A fuzz target of libFuzzer: called with many inputs, must neither crash nor break what it checks. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define fuzz_check(holds) ((holds) ? (void)0 : abort())
