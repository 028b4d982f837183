#ifndef FA_ROUTINES_H
#define FA_ROUTINES_H

#include <cblas.h>
#include <lapacke.h>
#include <math.h>

_Static_assert(
    sizeof(blasint) == sizeof(int) && sizeof(lapack_int) == sizeof(int),
    "OpenBLAS and LAPACKE must be builds with 32-bit integers; see \"Other builds of OpenBLAS\" in GettingStarted.md");

// The routines of BLAS and LAPACK that the library calls: each once, for every scalar. `scalar` is LAPACK's letter for
// the scalar, 'd' or 's'. Where that is a constant, what is left is the call of one routine. Matrices are stored by
// columns; the other arguments are those of the routine, in its order, and LAPACK's `info` comes back. A workspace length
// of -1 asks for the best one. LAPACKE's `_work` routines neither allocate nor look for NaN, and pass matrices stored by
// columns straight on to LAPACK.
//
// A complex scalar would be one more case of CASES. What stays real then is told apart already: single real numbers are
// `double`, which holds a `float` exactly, and arrays of them `fa_reals`.
typedef void fa_scalars, fa_reals;

#define CASES(scalar, of_double, of_float) ((scalar) == 'd' ? (of_double) : (of_float))
#define BLAS(scalar, name, ...) CASES(scalar, cblas_d##name(__VA_ARGS__), cblas_s##name(__VA_ARGS__))
#define LEVEL2(scalar, name, ...) BLAS(scalar, name, CblasColMajor, __VA_ARGS__)
#define LAPACK(scalar, name, ...) \
  CASES( \
      scalar, LAPACKE_d##name##_work(LAPACK_COL_MAJOR, __VA_ARGS__), \
      LAPACKE_s##name##_work(LAPACK_COL_MAJOR, __VA_ARGS__))

// Vectors

static inline double blas_dot(char scalar, int n, const fa_scalars *x, int incx, const fa_scalars *y, int incy) {
  return BLAS(scalar, dot, n, x, incx, y, incy);
}

static inline double blas_nrm2(char scalar, int n, const fa_scalars *x, int incx) {
  return BLAS(scalar, nrm2, n, x, incx);
}

static inline double blas_asum(char scalar, int n, const fa_scalars *x, int incx) {
  return BLAS(scalar, asum, n, x, incx);
}

// Counted from zero.
static inline long blas_iamax(char scalar, int n, const fa_scalars *x, int incx) {
  return CASES(scalar, cblas_idamax(n, x, incx), cblas_isamax(n, x, incx));
}

static inline void blas_axpy(char scalar, int n, double alpha, const fa_scalars *x, int incx, fa_scalars *y, int incy) {
  BLAS(scalar, axpy, n, alpha, x, incx, y, incy);
}

static inline void blas_scal(char scalar, int n, double alpha, fa_scalars *x, int incx) {
  BLAS(scalar, scal, n, alpha, x, incx);
}

// Replaces x by c x + s y and y by c y - s x.
static inline void blas_rot(char scalar, int n, fa_scalars *x, int incx, fa_scalars *y, int incy, double c, double s) {
  BLAS(scalar, rot, n, x, incx, y, incy, c, s);
}

// Products and triangular solutions

static inline void blas_gemv(
    char scalar, unsigned transpose, int m, int n, double alpha, const fa_scalars *a, int lda, const fa_scalars *x,
    int incx, double beta, fa_scalars *y, int incy) {
  LEVEL2(scalar, gemv, transpose, m, n, alpha, a, lda, x, incx, beta, y, incy);
}

static inline void blas_gbmv(
    char scalar, unsigned transpose, int m, int n, int kl, int ku, double alpha, const fa_scalars *a, int lda,
    const fa_scalars *x, int incx, double beta, fa_scalars *y, int incy) {
  LEVEL2(scalar, gbmv, transpose, m, n, kl, ku, alpha, a, lda, x, incx, beta, y, incy);
}

static inline void blas_ger(
    char scalar, int m, int n, double alpha, const fa_scalars *x, int incx, const fa_scalars *y, int incy,
    fa_scalars *a, int lda) {
  LEVEL2(scalar, ger, m, n, alpha, x, incx, y, incy, a, lda);
}

static inline void blas_gemm(
    char scalar, unsigned transpose_a, unsigned transpose_b, int m, int n, int k, double alpha, const fa_scalars *a,
    int lda, const fa_scalars *b, int ldb, double beta, fa_scalars *c, int ldc) {
  LEVEL2(scalar, gemm, transpose_a, transpose_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}

static inline void blas_syrk(
    char scalar, unsigned triangle, unsigned transpose, int n, int k, double alpha, const fa_scalars *a, int lda,
    double beta, fa_scalars *c, int ldc) {
  LEVEL2(scalar, syrk, triangle, transpose, n, k, alpha, a, lda, beta, c, ldc);
}

static inline void blas_symm(
    char scalar, unsigned side, unsigned triangle, int m, int n, double alpha, const fa_scalars *a, int lda,
    const fa_scalars *b, int ldb, double beta, fa_scalars *c, int ldc) {
  LEVEL2(scalar, symm, side, triangle, m, n, alpha, a, lda, b, ldb, beta, c, ldc);
}

static inline void blas_trmm(
    char scalar, unsigned side, unsigned triangle, unsigned transpose, unsigned diagonal, int m, int n, double alpha,
    const fa_scalars *a, int lda, fa_scalars *b, int ldb) {
  LEVEL2(scalar, trmm, side, triangle, transpose, diagonal, m, n, alpha, a, lda, b, ldb);
}

static inline void blas_trsm(
    char scalar, unsigned side, unsigned triangle, unsigned transpose, unsigned diagonal, int m, int n, double alpha,
    const fa_scalars *a, int lda, fa_scalars *b, int ldb) {
  LEVEL2(scalar, trsm, side, triangle, transpose, diagonal, m, n, alpha, a, lda, b, ldb);
}

// Copies of triangles, and the norm of a symmetric matrix

static inline int lapack_lacpy(
    char scalar, char part, int m, int n, const fa_scalars *a, int lda, fa_scalars *b, int ldb) {
  return LAPACK(scalar, lacpy, part, m, n, a, lda, b, ldb);
}

static inline double lapack_lansy(
    char scalar, char norm, char triangle, int n, const fa_scalars *a, int lda, fa_scalars *work) {
  return LAPACK(scalar, lansy, norm, triangle, n, a, lda, work);
}

// General systems

static inline int lapack_getrf(char scalar, int m, int n, fa_scalars *a, int lda, int *ipiv) {
  return LAPACK(scalar, getrf, m, n, a, lda, ipiv);
}

static inline int lapack_getrs(
    char scalar, char trans, int n, int nrhs, const fa_scalars *a, int lda, const int *ipiv, fa_scalars *b, int ldb) {
  return LAPACK(scalar, getrs, trans, n, nrhs, a, lda, ipiv, b, ldb);
}

static inline int lapack_getri(
    char scalar, int n, fa_scalars *a, int lda, const int *ipiv, fa_scalars *work, int lwork) {
  return LAPACK(scalar, getri, n, a, lda, ipiv, work, lwork);
}

static inline int lapack_gecon(
    char scalar, char norm, int n, const fa_scalars *a, int lda, double anorm, fa_reals *rcond, fa_scalars *work,
    int *iwork) {
  return LAPACK(scalar, gecon, norm, n, a, lda, anorm, rcond, work, iwork);
}

static inline int lapack_gerfs(
    char scalar, char trans, int n, int nrhs, const fa_scalars *a, int lda, const fa_scalars *af, int ldaf,
    const int *ipiv, const fa_scalars *b, int ldb, fa_scalars *x, int ldx, fa_reals *ferr, fa_reals *berr,
    fa_scalars *work, int *iwork) {
  return LAPACK(scalar, gerfs, trans, n, nrhs, a, lda, af, ldaf, ipiv, b, ldb, x, ldx, ferr, berr, work, iwork);
}

static inline int lapack_gbsv(
    char scalar, int n, int kl, int ku, int nrhs, fa_scalars *ab, int ldab, int *ipiv, fa_scalars *b, int ldb) {
  return LAPACK(scalar, gbsv, n, kl, ku, nrhs, ab, ldab, ipiv, b, ldb);
}

// Systems with a band

static inline int lapack_gbtrf(char scalar, int m, int n, int kl, int ku, fa_scalars *ab, int ldab, int *ipiv) {
  return LAPACK(scalar, gbtrf, m, n, kl, ku, ab, ldab, ipiv);
}

static inline int lapack_gbtrs(
    char scalar, char trans, int n, int kl, int ku, int nrhs, const fa_scalars *ab, int ldab, const int *ipiv,
    fa_scalars *b, int ldb) {
  return LAPACK(scalar, gbtrs, trans, n, kl, ku, nrhs, ab, ldab, ipiv, b, ldb);
}

static inline int lapack_gbcon(
    char scalar, char norm, int n, int kl, int ku, const fa_scalars *ab, int ldab, const int *ipiv, double anorm,
    fa_reals *rcond, fa_scalars *work, int *iwork) {
  return LAPACK(scalar, gbcon, norm, n, kl, ku, ab, ldab, ipiv, anorm, rcond, work, iwork);
}

static inline int lapack_gttrf(
    char scalar, int n, fa_scalars *dl, fa_scalars *d, fa_scalars *du, fa_scalars *du2, int *ipiv) {
  return CASES(scalar, LAPACKE_dgttrf_work(n, dl, d, du, du2, ipiv), LAPACKE_sgttrf_work(n, dl, d, du, du2, ipiv));
}

static inline int lapack_gttrs(
    char scalar, char trans, int n, int nrhs, const fa_scalars *dl, const fa_scalars *d, const fa_scalars *du,
    const fa_scalars *du2, const int *ipiv, fa_scalars *b, int ldb) {
  return LAPACK(scalar, gttrs, trans, n, nrhs, dl, d, du, du2, ipiv, b, ldb);
}

static inline int lapack_gtcon(
    char scalar, char norm, int n, const fa_scalars *dl, const fa_scalars *d, const fa_scalars *du,
    const fa_scalars *du2, const int *ipiv, double anorm, fa_reals *rcond, fa_scalars *work, int *iwork) {
  return CASES(
      scalar, LAPACKE_dgtcon_work(norm, n, dl, d, du, du2, ipiv, anorm, rcond, work, iwork),
      LAPACKE_sgtcon_work(norm, n, dl, d, du, du2, ipiv, anorm, rcond, work, iwork));
}

static inline int lapack_pbtrf(char scalar, char triangle, int n, int kd, fa_scalars *ab, int ldab) {
  return LAPACK(scalar, pbtrf, triangle, n, kd, ab, ldab);
}

static inline int lapack_pbtrs(
    char scalar, char triangle, int n, int kd, int nrhs, const fa_scalars *ab, int ldab, fa_scalars *b, int ldb) {
  return LAPACK(scalar, pbtrs, triangle, n, kd, nrhs, ab, ldab, b, ldb);
}

static inline int lapack_pbcon(
    char scalar, char triangle, int n, int kd, const fa_scalars *ab, int ldab, double anorm, fa_reals *rcond,
    fa_scalars *work, int *iwork) {
  return LAPACK(scalar, pbcon, triangle, n, kd, ab, ldab, anorm, rcond, work, iwork);
}

// Positive definite systems

static inline int lapack_potrf(char scalar, char triangle, int n, fa_scalars *a, int lda) {
  return LAPACK(scalar, potrf, triangle, n, a, lda);
}

static inline int lapack_potri(char scalar, char triangle, int n, fa_scalars *a, int lda) {
  return LAPACK(scalar, potri, triangle, n, a, lda);
}

static inline int lapack_pocon(
    char scalar, char triangle, int n, const fa_scalars *a, int lda, double anorm, fa_reals *rcond, fa_scalars *work,
    int *iwork) {
  return LAPACK(scalar, pocon, triangle, n, a, lda, anorm, rcond, work, iwork);
}

static inline int lapack_porfs(
    char scalar, char triangle, int n, int nrhs, const fa_scalars *a, int lda, const fa_scalars *af, int ldaf,
    const fa_scalars *b, int ldb, fa_scalars *x, int ldx, fa_reals *ferr, fa_reals *berr, fa_scalars *work,
    int *iwork) {
  return LAPACK(scalar, porfs, triangle, n, nrhs, a, lda, af, ldaf, b, ldb, x, ldx, ferr, berr, work, iwork);
}

// Symmetric indefinite systems

static inline int lapack_sytrf(
    char scalar, char triangle, int n, fa_scalars *a, int lda, int *ipiv, fa_scalars *work, int lwork) {
  return LAPACK(scalar, sytrf, triangle, n, a, lda, ipiv, work, lwork);
}

static inline int lapack_sytrs(
    char scalar, char triangle, int n, int nrhs, const fa_scalars *a, int lda, const int *ipiv, fa_scalars *b,
    int ldb) {
  return LAPACK(scalar, sytrs, triangle, n, nrhs, a, lda, ipiv, b, ldb);
}

static inline int lapack_sytri(
    char scalar, char triangle, int n, fa_scalars *a, int lda, const int *ipiv, fa_scalars *work) {
  return LAPACK(scalar, sytri, triangle, n, a, lda, ipiv, work);
}

static inline int lapack_sycon(
    char scalar, char triangle, int n, const fa_scalars *a, int lda, const int *ipiv, double anorm, fa_reals *rcond,
    fa_scalars *work, int *iwork) {
  return LAPACK(scalar, sycon, triangle, n, a, lda, ipiv, anorm, rcond, work, iwork);
}

static inline int lapack_syrfs(
    char scalar, char triangle, int n, int nrhs, const fa_scalars *a, int lda, const fa_scalars *af, int ldaf,
    const int *ipiv, const fa_scalars *b, int ldb, fa_scalars *x, int ldx, fa_reals *ferr, fa_reals *berr,
    fa_scalars *work, int *iwork) {
  return LAPACK(scalar, syrfs, triangle, n, nrhs, a, lda, af, ldaf, ipiv, b, ldb, x, ldx, ferr, berr, work, iwork);
}

// Orthogonal decompositions and least squares

static inline int lapack_geqrf(
    char scalar, int m, int n, fa_scalars *a, int lda, fa_scalars *tau, fa_scalars *work, int lwork) {
  return LAPACK(scalar, geqrf, m, n, a, lda, tau, work, lwork);
}

static inline int lapack_geqp3(
    char scalar, int m, int n, fa_scalars *a, int lda, int *jpvt, fa_scalars *tau, fa_scalars *work, int lwork) {
  return LAPACK(scalar, geqp3, m, n, a, lda, jpvt, tau, work, lwork);
}

static inline int lapack_orgqr(
    char scalar, int m, int n, int k, fa_scalars *a, int lda, const fa_scalars *tau, fa_scalars *work, int lwork) {
  return LAPACK(scalar, orgqr, m, n, k, a, lda, tau, work, lwork);
}

static inline int lapack_ormqr(
    char scalar, char side, char trans, int m, int n, int k, const fa_scalars *a, int lda, const fa_scalars *tau,
    fa_scalars *c, int ldc, fa_scalars *work, int lwork) {
  return LAPACK(scalar, ormqr, side, trans, m, n, k, a, lda, tau, c, ldc, work, lwork);
}

static inline int lapack_gelsd(
    char scalar, int m, int n, int nrhs, fa_scalars *a, int lda, fa_scalars *b, int ldb, fa_reals *s, double rcond,
    int *rank, fa_scalars *work, int lwork, int *iwork) {
  return LAPACK(scalar, gelsd, m, n, nrhs, a, lda, b, ldb, s, rcond, rank, work, lwork, iwork);
}

// Singular values

static inline int lapack_gesdd(
    char scalar, char job, int m, int n, fa_scalars *a, int lda, fa_reals *s, fa_scalars *u, int ldu, fa_scalars *vt,
    int ldvt, fa_scalars *work, int lwork, int *iwork) {
  return LAPACK(scalar, gesdd, job, m, n, a, lda, s, u, ldu, vt, ldvt, work, lwork, iwork);
}

static inline int lapack_gesvd(
    char scalar, char job_u, char job_vt, int m, int n, fa_scalars *a, int lda, fa_reals *s, fa_scalars *u, int ldu,
    fa_scalars *vt, int ldvt, fa_scalars *work, int lwork) {
  return LAPACK(scalar, gesvd, job_u, job_vt, m, n, a, lda, s, u, ldu, vt, ldvt, work, lwork);
}

static inline int lapack_gejsv(
    char scalar, char job_a, char job_u, char job_v, char job_r, char job_t, char job_p, int m, int n, fa_scalars *a,
    int lda, fa_reals *s, fa_scalars *u, int ldu, fa_scalars *v, int ldv, fa_scalars *work, int lwork, int *iwork) {
  return LAPACK(
      scalar, gejsv, job_a, job_u, job_v, job_r, job_t, job_p, m, n, a, lda, s, u, ldu, v, ldv, work, lwork, iwork);
}

static inline int lapack_gebrd(
    char scalar, int m, int n, fa_scalars *a, int lda, fa_reals *d, fa_reals *e, fa_scalars *tauq, fa_scalars *taup,
    fa_scalars *work, int lwork) {
  return LAPACK(scalar, gebrd, m, n, a, lda, d, e, tauq, taup, work, lwork);
}

static inline int lapack_orgbr(
    char scalar, char vectors, int m, int n, int k, fa_scalars *a, int lda, const fa_scalars *tau, fa_scalars *work,
    int lwork) {
  return LAPACK(scalar, orgbr, vectors, m, n, k, a, lda, tau, work, lwork);
}

// Eigenvalues

static inline int lapack_syevd(
    char scalar, char job, char triangle, int n, fa_scalars *a, int lda, fa_reals *w, fa_scalars *work, int lwork,
    int *iwork, int liwork) {
  return LAPACK(scalar, syevd, job, triangle, n, a, lda, w, work, lwork, iwork, liwork);
}

static inline int lapack_syevx(
    char scalar, char job, char range, char triangle, int n, fa_scalars *a, int lda, double vl, double vu, int il,
    int iu, double abstol, int *m, fa_reals *w, fa_scalars *z, int ldz, fa_scalars *work, int lwork, int *iwork,
    int *ifail) {
  return LAPACK(
      scalar, syevx, job, range, triangle, n, a, lda, vl, vu, il, iu, abstol, m, w, z, ldz, work, lwork, iwork, ifail);
}

static inline int lapack_sygst(
    char scalar, int itype, char triangle, int n, fa_scalars *a, int lda, const fa_scalars *b, int ldb) {
  return LAPACK(scalar, sygst, itype, triangle, n, a, lda, b, ldb);
}

static inline int lapack_geev(
    char scalar, char job_vl, char job_vr, int n, fa_scalars *a, int lda, fa_scalars *wr, fa_scalars *wi,
    fa_scalars *vl, int ldvl, fa_scalars *vr, int ldvr, fa_scalars *work, int lwork) {
  return LAPACK(scalar, geev, job_vl, job_vr, n, a, lda, wr, wi, vl, ldvl, vr, ldvr, work, lwork);
}

static inline int lapack_gees(
    char scalar, char job_vs, int n, fa_scalars *a, int lda, fa_scalars *wr, fa_scalars *wi, fa_scalars *vs, int ldvs,
    fa_scalars *work, int lwork) {
  int sorted = 0;
  return LAPACK(scalar, gees, job_vs, 'N', 0, n, a, lda, &sorted, wr, wi, vs, ldvs, work, lwork, 0);
}

static inline int lapack_trsen(
    char scalar, const int *select, int n, fa_scalars *t, int ldt, fa_scalars *q, int ldq, fa_scalars *wr,
    fa_scalars *wi, int *m, fa_scalars *work, int lwork) {
  // Without condition numbers; the integers are one then.
  double s, sep;
  int integer;
  return LAPACK(
      scalar, trsen, 'N', 'V', select, n, t, ldt, q, ldq, wr, wi, m, (void *)&s, (void *)&sep, work, lwork, &integer,
      1);
}

// Pairs inside the unit circle go to the top of the diagonal.
static inline int fa_is_inside_d(const double *re, const double *im, const double *beta) {
  return hypot(*re, *im) < fabs(*beta);
}

static inline int fa_is_inside_s(const float *re, const float *im, const float *beta) {
  return hypotf(*re, *im) < fabsf(*beta);
}

static inline int lapack_gges_inside(
    char scalar, int n, fa_scalars *a, int lda, fa_scalars *b, int ldb, int *count, fa_scalars *alphar,
    fa_scalars *alphai, fa_scalars *beta, fa_scalars *vsr, int ldvsr, fa_scalars *work, int lwork, int *bwork) {
  return CASES(
      scalar,
      LAPACKE_dgges_work(
          LAPACK_COL_MAJOR, 'N', 'V', 'S', fa_is_inside_d, n, a, lda, b, ldb, count, alphar, alphai, beta, 0, n, vsr,
          ldvsr, work, lwork, bwork),
      LAPACKE_sgges_work(
          LAPACK_COL_MAJOR, 'N', 'V', 'S', fa_is_inside_s, n, a, lda, b, ldb, count, alphar, alphai, beta, 0, n, vsr,
          ldvsr, work, lwork, bwork));
}

static inline int lapack_ggev(
    char scalar, char job_vl, char job_vr, int n, fa_scalars *a, int lda, fa_scalars *b, int ldb, fa_scalars *alphar,
    fa_scalars *alphai, fa_scalars *beta, fa_scalars *vl, int ldvl, fa_scalars *vr, int ldvr, fa_scalars *work,
    int lwork) {
  return LAPACK(scalar, ggev, job_vl, job_vr, n, a, lda, b, ldb, alphar, alphai, beta, vl, ldvl, vr, ldvr, work, lwork);
}

static inline int lapack_sbevd(
    char scalar, char job, char triangle, int n, int kd, fa_scalars *ab, int ldab, fa_reals *w, fa_scalars *z, int ldz,
    fa_scalars *work, int lwork, int *iwork, int liwork) {
  return LAPACK(scalar, sbevd, job, triangle, n, kd, ab, ldab, w, z, ldz, work, lwork, iwork, liwork);
}

static inline int lapack_sbevx(
    char scalar, char job, char range, char triangle, int n, int kd, fa_scalars *ab, int ldab, fa_scalars *q, int ldq,
    double vl, double vu, int il, int iu, double abstol, int *m, fa_reals *w, fa_scalars *z, int ldz, fa_scalars *work,
    int *iwork, int *ifail) {
  return LAPACK(
      scalar, sbevx, job, range, triangle, n, kd, ab, ldab, q, ldq, vl, vu, il, iu, abstol, m, w, z, ldz, work, iwork,
      ifail);
}

static inline int lapack_stevd(
    char scalar, char job, int n, fa_reals *d, fa_reals *e, fa_scalars *z, int ldz, fa_scalars *work, int lwork,
    int *iwork, int liwork) {
  return LAPACK(scalar, stevd, job, n, d, e, z, ldz, work, lwork, iwork, liwork);
}

static inline int lapack_stevx(
    char scalar, char job, char range, int n, fa_reals *d, fa_reals *e, double vl, double vu, int il, int iu,
    double abstol, int *m, fa_reals *w, fa_scalars *z, int ldz, fa_scalars *work, int *iwork, int *ifail) {
  return LAPACK(scalar, stevx, job, range, n, d, e, vl, vu, il, iu, abstol, m, w, z, ldz, work, iwork, ifail);
}

static inline int lapack_gehrd(
    char scalar, int n, int ilo, int ihi, fa_scalars *a, int lda, fa_scalars *tau, fa_scalars *work, int lwork) {
  return LAPACK(scalar, gehrd, n, ilo, ihi, a, lda, tau, work, lwork);
}

static inline int lapack_orghr(
    char scalar, int n, int ilo, int ihi, fa_scalars *a, int lda, const fa_scalars *tau, fa_scalars *work, int lwork) {
  return LAPACK(scalar, orghr, n, ilo, ihi, a, lda, tau, work, lwork);
}

static inline int lapack_trsyl(
    char scalar, char trans_a, char trans_b, int sign, int m, int n, const fa_scalars *a, int lda, const fa_scalars *b,
    int ldb, fa_scalars *c, int ldc, fa_reals *scale) {
  return LAPACK(scalar, trsyl, trans_a, trans_b, sign, m, n, a, lda, b, ldb, c, ldc, scale);
}

// One step of the estimate of a 1-norm: `kase` says which product is wanted in `x`, and is 0 at the end.
static inline int lapack_lacn2(
    char scalar, int n, fa_scalars *v, fa_scalars *x, int *isgn, fa_reals *est, int *kase, int *isave) {
  return CASES(
      scalar, LAPACKE_dlacn2_work(n, v, x, isgn, est, kase, isave),
      LAPACKE_slacn2_work(n, v, x, isgn, est, kase, isave));
}

#undef CASES
#undef BLAS
#undef LEVEL2
#undef LAPACK

#endif
