/* By which way a change comes (op->via), where rules depend on it. */
#pragma once
#include "store/op.h"

enum via_kind {
    VIA_REWRITES,   /* brings back or takes over what once was: rules about the way there do not apply */
    VIA_BRINGS_OWN, /* makes a project together with its statuses and lists */
    VIA_ADDS_UP,    /* writes down what is added up elsewhere, or brings that back */
    VIA_CROSSES,    /* has asked whether work may cross a client's border, or undoes that */
};
bool via_is(const struct op *op, enum via_kind kind);
