#ifndef CFFI_SHIM_H
#define CFFI_SHIM_H

#include <ffi.h>

/// The description of a type by its `FFI_TYPE_` number; of `void` for others. Swift takes the
/// variables themselves for shared mutable state.
static inline ffi_type *DevirtFFIType(int number) {
  switch (number) {
  case FFI_TYPE_UINT8:
    return &ffi_type_uint8;
  case FFI_TYPE_SINT8:
    return &ffi_type_sint8;
  case FFI_TYPE_UINT16:
    return &ffi_type_uint16;
  case FFI_TYPE_SINT16:
    return &ffi_type_sint16;
  case FFI_TYPE_UINT32:
    return &ffi_type_uint32;
  case FFI_TYPE_SINT32:
    return &ffi_type_sint32;
  case FFI_TYPE_SINT64:
    return &ffi_type_sint64;
  case FFI_TYPE_FLOAT:
    return &ffi_type_float;
  case FFI_TYPE_DOUBLE:
    return &ffi_type_double;
  case FFI_TYPE_POINTER:
    return &ffi_type_pointer;
  default:
    return &ffi_type_void;
  }
}

#endif
