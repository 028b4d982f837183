#ifndef FA_CMATIO_SHIM_H
#define FA_CMATIO_SHIM_H

#include <matio.h>

#endif
