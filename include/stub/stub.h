/* Everything that libstub declares. */
#ifndef STUB_STUB_H
#define STUB_STUB_H

#include <stub/addrinfo.h>
#include <stub/dns.h>
#include <stub/resolver.h>
#include <stub/trace.h>
#include <stub/version.h>

#endif
