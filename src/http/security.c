#include "http/security.h"
#include <microhttpd.h>

/* 'wasm-unsafe-eval' is for the planning engine, blob: images for previews of what is being uploaded. */
#define PAGE_POLICY                                                                                                    \
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; "         \
    "font-src 'self'; "                                                                                                \
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; manifest-src 'self'; "           \
    "worker-src 'self'"
#define API_POLICY "default-src 'none'; frame-ancestors 'none'"

void security_headers(struct MHD_Response *r, bool page)
{
    MHD_add_response_header(r, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(r, "Referrer-Policy", "same-origin");
    MHD_add_response_header(r, "Cross-Origin-Opener-Policy", "same-origin");
    MHD_add_response_header(r, "Cross-Origin-Resource-Policy", "same-origin");
    if (!MHD_get_response_header(r, "Content-Security-Policy"))
        MHD_add_response_header(r, "Content-Security-Policy", page ? PAGE_POLICY : API_POLICY);
}
