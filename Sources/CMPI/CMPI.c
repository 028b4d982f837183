#include "CMPI.h"

#ifdef FA_MPI

#include <mpi.h>

// MPI counts in int.
static const size_t largest_piece = (size_t)1 << 28;

static size_t piece(size_t rest) { return rest < largest_piece ? rest : largest_piece; }

_Bool fa_mpi_start(void) {
  int started = 0;
  MPI_Initialized(&started);
  int level = MPI_THREAD_SERIALIZED;
  if (started)
    MPI_Query_thread(&level);
  else
    MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &level);
  return level >= MPI_THREAD_SERIALIZED;
}

void fa_mpi_finish(void) { MPI_Finalize(); }

void fa_mpi_abort(int code) { MPI_Abort(MPI_COMM_WORLD, code); }

int fa_mpi_rank(void) {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return rank;
}

int fa_mpi_count(void) {
  int count = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &count);
  return count;
}

void fa_mpi_broadcast(void *bytes, size_t count, int root) {
  for (size_t done = 0; done < count; done += piece(count - done))
    MPI_Bcast((char *)bytes + done, (int)piece(count - done), MPI_BYTE, root, MPI_COMM_WORLD);
}

static void sum(void *values, size_t count, size_t size, MPI_Datatype type, int root) {
  int is_root = fa_mpi_rank() == root;
  for (size_t done = 0; done < count; done += piece(count - done)) {
    void *part = (char *)values + done * size;
    MPI_Reduce(is_root ? MPI_IN_PLACE : part, part, (int)piece(count - done), type, MPI_SUM, root, MPI_COMM_WORLD);
  }
}

void fa_mpi_sum_double(double *values, size_t count, int root) { sum(values, count, sizeof *values, MPI_DOUBLE, root); }

void fa_mpi_sum_float(float *values, size_t count, int root) { sum(values, count, sizeof *values, MPI_FLOAT, root); }

void fa_mpi_send(const void *bytes, size_t count, int rank) {
  size_t done = 0;
  // A message without bytes is one all the same.
  do {
    MPI_Send((const char *)bytes + done, (int)piece(count - done), MPI_BYTE, rank, 0, MPI_COMM_WORLD);
    done += piece(count - done);
  } while (done < count);
}

void fa_mpi_receive(void *bytes, size_t count, int rank) {
  size_t done = 0;
  do {
    MPI_Recv((char *)bytes + done, (int)piece(count - done), MPI_BYTE, rank, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    done += piece(count - done);
  } while (done < count);
}

int fa_mpi_arrival(void) {
  int has_arrived = 0;
  MPI_Status status;
  MPI_Iprobe(MPI_ANY_SOURCE, 0, MPI_COMM_WORLD, &has_arrived, &status);
  return has_arrived ? status.MPI_SOURCE : -1;
}

size_t fa_mpi_arrived_count(int rank) {
  MPI_Status status;
  int count = 0;
  MPI_Probe(rank, 0, MPI_COMM_WORLD, &status);
  MPI_Get_count(&status, MPI_BYTE, &count);
  return (size_t)count;
}

void fa_mpi_barrier(void) { MPI_Barrier(MPI_COMM_WORLD); }

#endif
