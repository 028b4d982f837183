"""What the machine can do, and the share of it that each dense kernel reaches.

A kernel takes at least the time of its operations at the peak, and at least that of reading its matrix at the bandwidth:
the roofline of S. Williams, A. Waterman and D. Patterson, "Roofline: an insightful visual performance model for multicore
architectures", Communications of the ACM 52 (2009).
"""

# Operations of the standard algorithms, as LAPACK Working Note 41 counts them; of the leading order.
FLOPS = {
    "product": lambda n: 2 * n**3,
    "solve": lambda n: 2 / 3 * n**3,
    "Cholesky": lambda n: 1 / 3 * n**3,
    "QR": lambda n: 8 / 3 * n**3,  # the factor R and the thin Q
    # Both by divide and conquer, whose merging may be spared wherever eigenvalues agree: at least the reduction and the
    # way back.
    "symmetric eigen": lambda n: 10 / 3 * n**3,
    "thin SVD": lambda n: 20 / 3 * n**3,
}


def roofline(results, pairs):
    """The peak, from the fastest product of either side, the bandwidth, from the largest sum of vectors, and the shares; nil
    where one of them was not measured."""
    products = [pair for pair in pairs if pair["name"].startswith("product/") and pair["name"].endswith("/Double")]
    sums = [pair for pair in pairs if pair["name"].startswith("a += s b/") and pair["name"].endswith("/Double")]
    rates = [product_flops(pair["name"]) / min(pair["ours"], pair["raw"]) for pair in products]
    rates += [2 * size(result) ** 3 / result["programs"]["FALinalg"]["median"] for result in results
              if result["name"].startswith("product ") and "median" in result["programs"]["FALinalg"]]
    if not rates or not sums:
        return None
    longest = max(sums, key=lambda pair: int(pair["name"].split("/")[1]))
    count = int(longest["name"].split("/")[1])
    machine = {"peakFlops": max(rates), "bandwidth": 24 * count / min(longest["ours"], longest["raw"])}
    shares = []
    for result in results:
        name = result["name"].rsplit(" ", 3)[0]
        entry = result["programs"].get("FALinalg", {})
        if "median" not in entry:
            continue
        if name in FLOPS:
            n = size(result)
            shares.append({"name": result["name"], "share": floor(FLOPS[name](n), 8 * n**2, machine) / entry["median"]})
        if result["group"] == "Training steps":
            # A step multiplies Y by r vectors, on both sides for GD.
            steps, rule = int(name.split()[0]), name.split()[3].rstrip(",")
            flops = 2 * 2000**2 * 10 * {"GD": 2, "FA": 1}[rule]
            shares.append({"name": result["name"], "share": steps * floor(flops, 8 * 2000**2, machine) / entry["median"]})
    return machine | {"shares": shares}


def floor(flops, count, machine):
    """The least seconds for so many operations on so many bytes."""
    return max(flops / machine["peakFlops"], count / machine["bandwidth"])


def size(result):
    return int(result["name"].split()[-1])


def product_flops(name):
    m, k, n = map(int, name.split("/")[1].split("x"))
    return 2 * m * k * n


def lines(found):
    yield "\n## What the machine can do\n"
    if found is None:
        yield "Not measured: it takes the pairs with C calls (`bench pairs`) and the dense cases."
        return
    yield (f"The fastest product reached {found['peakFlops'] / 1e9:.1f} Gflop/s, and the longest sum of vectors "
           f"{found['bandwidth'] / 1e9:.1f} GB/s. Of what these two allow each kernel reaches:\n")
    yield "| | share |"
    yield "|---|--:|"
    for row in found["shares"]:
        yield f"| {row['name']} | {100 * row['share']:.0f} % |"
