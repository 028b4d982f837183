// The C library, by the name that it has here, and what CPlatform adds to it: one import for both.

@_exported public import CPlatform

#if canImport(Darwin)
  @_exported public import Darwin
#elseif canImport(Musl)
  @_exported public import Musl
#else
  @_exported public import Glibc
#endif
