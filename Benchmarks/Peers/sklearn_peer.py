"""What a scikit-learn user writes."""
from sklearn.utils.extmath import randomized_svd

from protocol import error_of, serve


def truncated_svd(a, rank, n_iter="auto"):
    return randomized_svd(a, n_components=rank, n_iter=n_iter, random_state=0)


if __name__ == "__main__":
    serve({
        "truncated-svd": (
            truncated_svd,
            lambda svd, a: [error_of(*svd, a)],
            [{"n_iter": n} for n in ("auto", 10, 20, 40, 80, 160, 320)],
        ),
    })
