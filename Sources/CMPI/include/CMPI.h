#ifndef CMPI_H
#define CMPI_H

#include <stddef.h>

// The few calls of MPI that FADistributed needs, with plain types: MPI's handles and constants do not
// import into Swift. Sizes may exceed what MPI counts in an int. Every failure ends the job with MPI's
// own message. Without the trait MPI there is nothing behind these declarations.

/// Starts MPI once; false if the library cannot be called by several threads in turn.
_Bool fa_mpi_start(void);
/// Waits for all processes and ends MPI.
void fa_mpi_finish(void);
/// Ends all processes of the job with an exit code.
void fa_mpi_abort(int code);

int fa_mpi_rank(void);
int fa_mpi_count(void);

void fa_mpi_broadcast(void *bytes, size_t count, int root);
void fa_mpi_sum_double(double *values, size_t count, int root);
void fa_mpi_sum_float(float *values, size_t count, int root);
void fa_mpi_send(const void *bytes, size_t count, int rank);
void fa_mpi_receive(void *bytes, size_t count, int rank);
/// Who sent a message that has arrived; -1 if none has.
int fa_mpi_arrival(void);
/// The bytes of the next message of a process.
size_t fa_mpi_arrived_count(int rank);
void fa_mpi_barrier(void);

#endif
