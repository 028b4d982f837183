# What the tests are built as: release or debug. Unoptimised tests find uses of memory out of bounds that optimised
# ones do not, and take several times as long.
CONFIGURATION ?= release

# An optimised build is tested as it is used: without what @testable needs. It then serves `make run` as well.
TEST_FLAGS := $(if $(COVERAGE),--enable-code-coverage) $(if $(TRAITS),--traits $(TRAITS)) $(if $(filter release,$(CONFIGURATION)),--disable-testable-imports) $(if $(FILTER),--filter '$(FILTER)')

DIGITS := compare --input Benchmarks/Data/digits.npy --rank 20 --rules gd,fa,fa-star
SWIFT_PATHS := Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources Benchmarks/Micro Examples

.DEFAULT_GOAL := help
.PHONY: help deps build run test test-mpi instances fuzz sanitize mutants coverage kill-test example bench bench-quick benchmarks micro lint docs manual package package-check figure clean

help: ## Show this help
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | \
	  while IFS='|' read -r target what; do printf '  %-12s %s\n' "$$target" "$$what"; done

deps: ## Install what is missing to build the package (Debian, Ubuntu), or say what to install
	@Scripts/ensure-dependencies.sh

build: deps ## Build fa-bench for release
	swift build -c release --product fa-bench

run: build ## Compare gradient descent, FA and FA* with the optimum on handwritten digits
	.build/release/fa-bench $(DIGITS)

test: deps ## Run the tests (CONFIGURATION=debug: unoptimised; FILTER=REGEX: only some)
	swift test -c $(CONFIGURATION) $(TEST_FLAGS)

test-mpi: ## Hold fa-bench under mpirun against one process alone (PROCESSES="1 2 3 4")
	@Scripts/ensure-dependencies.sh mpi
	swift build --traits default,MPI --product fa-bench --scratch-path .build/mpi
	python3 Scripts/test_mpi.py .build/mpi/debug/fa-bench $(PROCESSES)

instances: deps ## Hold every closed form of a limit and every ledger against 500 random instances (half an hour)
	FA_INSTANCES=500 swift test -c release --disable-testable-imports --filter PredictedLimitTests

# What stays in .build/fuzz-corpus is where the next run goes on from.
fuzz: build ## Feed bytes that nobody would write to all that reads files (SECONDS=600 in all, FORMATS="npy mtx")
	FA_FUZZ=1 swift build -c release --product fuzz --sanitize address --sanitize fuzzer --scratch-path .build/fuzz
	Tests/Fuzz/run.py .build/fuzz/release/fuzz $(or $(SECONDS),600) $(FORMATS)

sanitize: deps ## Run the kernels in C under sanitizers and valgrind (KINDS="kernels valgrind")
	Scripts/sanitize.sh $(KINDS)

mutants: deps ## Plant small faults, one at a time, and tell which no test notices (FLAGS="--sample 20 --only FALinalg")
	Tests/Mutants/run.py $(FLAGS)

coverage: deps ## Print the share of lines of each module that unoptimised tests run (FILTER=REGEX)
	Scripts/coverage.sh $(if $(FILTER),'$(FILTER)')

kill-test: build ## Kill sweeps and comparisons at random, and compare what comes of them (KILLS=100)
	python3 .ci/check_sweep.py .build/release/fa-bench 2000 $(or $(KILLS),100)
	python3 .ci/check_checkpoints.py .build/release/fa-bench $(or $(KILLS),100)

example: deps ## Build and run Examples, packages that use the libraries as yours would
	swift run --package-path Examples/Client --scratch-path .build/client Client
	swift run --package-path Examples/Rule --scratch-path .build/client Rule
	swift build --package-path Examples/Programs --scratch-path .build/client
	@for source in Examples/Programs/Sources/*/main.swift; do \
	  program=$$(basename $$(dirname $$source)); echo "== $$program"; .build/client/debug/$$program || exit 1; \
	done

bench: BENCH_FLAGS :=
bench: benchmarks ## Measure speed beside NumPy, SciPy, scikit-learn, PyTorch and bare C calls (forty minutes)

bench-quick: BENCH_FLAGS := --quick
bench-quick: benchmarks ## The same with fewer and smaller cases (five minutes)

# Without Python the peers are missing, and the rest is measured all the same.
benchmarks: build
	swift build -c release --package-path Benchmarks --product bench
	Benchmarks/.build/release/bench pairs $(BENCH_FLAGS) --output Benchmarks/.build/pairs.json
	@if python3 -c 'import venv, ensurepip' 2>/dev/null; then \
	  python3 Benchmarks/run.py $(BENCH_FLAGS) --pairs Benchmarks/.build/pairs.json; \
	else \
	  echo "Nothing was compared with NumPy, SciPy, scikit-learn and PyTorch: python3 with its venv module is missing" \
	    "(Debian, Ubuntu: apt-get install python3-venv)."; \
	fi

micro: deps ## Run the micro-benchmarks of ordo-one/benchmark (FILTER=REGEX: only some)
	swift package --package-path Benchmarks benchmark $(if $(FILTER),--filter '$(FILTER)') --no-progress

lint: deps ## Check the format of the sources (of those in C where clang-format is installed)
	swift format lint --strict --parallel --recursive $(SWIFT_PATHS)
	@if command -v clang-format >/dev/null; then \
	  find Sources -name '*.[ch]' -exec clang-format --dry-run -Werror {} +; \
	else \
	  echo "The format of the C sources was not checked: clang-format is missing."; \
	fi

docs: deps ## Build the documentation of the libraries into .build/docs
	Scripts/build-docs.sh

manual: deps ## Make the manual page .build/manual/fa-bench.1
	swift package plugin generate-manual
	@mkdir -p .build/manual && cp .build/plugins/GenerateManual/outputs/fa-bench/fa-bench.1 .build/manual/

package: manual ## Build the program as a single file and as a Debian package, into .build/packages
	Packaging/build.sh

package-check: package ## Install the package in a clean root and run it there (needs root and debootstrap)
	Packaging/check.sh

figure: build ## Draw Documentation/figures/digits.svg from a fresh comparison
	.build/release/fa-bench $(DIGITS) --format json --output .build/digits.json
	python3 Documentation/figures/comparison.py .build/digits.json > .build/digits.gp
	gnuplot -e 'output = "Documentation/figures/digits.svg"' .build/digits.gp Documentation/figures/comparison.gp

clean: ## Remove everything that was built
	rm -rf .build Benchmarks/.build Benchmarks/.venv
