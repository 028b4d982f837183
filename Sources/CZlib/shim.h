#ifndef FA_CZLIB_SHIM_H
#define FA_CZLIB_SHIM_H

#include <zlib.h>

#endif
