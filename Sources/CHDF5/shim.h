// What Swift cannot see of the HDF5 library: macros.
#pragma once
#include <hdf5.h>

static inline hid_t lnq_h5_default(void) { return H5P_DEFAULT; }
static inline hid_t lnq_h5_all(void) { return H5S_ALL; }
static inline hid_t lnq_h5_file_access(void) { return H5P_FILE_ACCESS; }
static inline hid_t lnq_h5_double(void) { return H5T_NATIVE_DOUBLE; }
static inline hid_t lnq_h5_float(void) { return H5T_NATIVE_FLOAT; }
static inline hid_t lnq_h5_byte(void) { return H5T_NATIVE_UCHAR; }
static inline hid_t lnq_h5_open(const char *path, hid_t access) { return H5Fopen(path, H5F_ACC_RDONLY, access); }
static inline void lnq_h5_quiet(void) { H5Eset_auto2(H5E_DEFAULT, NULL, NULL); }
