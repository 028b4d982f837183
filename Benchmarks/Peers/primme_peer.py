"""What a user of PRIMME writes: the solver of E. Romero and A. Stathopoulos for some singular values."""
import primme

from protocol import error_of, serve


def truncated_svd(a, rank, **options):
    return primme.svds(a, rank, **options)


if __name__ == "__main__":
    serve({
        "truncated-svd": (
            truncated_svd,
            lambda svd, a: [error_of(*svd, a)],
            [{"tol": tol} for tol in (1e-3, 1e-4, 1e-5, 1e-6, 1e-8, 1e-10)],
        ),
    })
