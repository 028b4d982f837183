"""What the machine can do, and the share of it that each dense kernel reaches."""

# Operations of the standard algorithms, as LAPACK Working Note 41 counts them; of the leading order.
FLOPS = {
    "product": lambda n: 2 * n**3,
    "solve": lambda n: 2 / 3 * n**3,
    "Cholesky": lambda n: 1 / 3 * n**3,
    "QR": lambda n: 8 / 3 * n**3,  # the factor R and the thin Q
    "symmetric eigen": lambda n: 9 * n**3,
    "thin SVD": lambda n: 22 * n**3,
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
        if name in FLOPS and "median" in entry:
            shares.append({"name": result["name"],
                           "share": FLOPS[name](size(result)) / entry["median"] / machine["peakFlops"]})
        if result["group"] == "Training steps" and "median" in entry:
            # A step reads Y once for FA and, in blocks, once for GD; 100 steps a case.
            shares.append({"name": result["name"] + ", of the bandwidth",
                           "share": 100 * 8 * 2000**2 / entry["median"] / machine["bandwidth"]})
    return machine | {"shares": shares}


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
           f"{found['bandwidth'] / 1e9:.1f} GB/s. Of the one or, where it says so, of the other each kernel reaches:\n")
    yield "| | share |"
    yield "|---|--:|"
    for row in found["shares"]:
        yield f"| {row['name']} | {100 * row['share']:.0f} % |"
