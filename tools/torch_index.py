"""Print the words by which pip takes PyTorch's CPU build: ``python tools/torch_index.py cpu``.

On PyPI the builds for Linux come with several GB of CUDA libraries, of which formulafit has no use.
PyTorch's own index has the CPU builds, as version 2.13.0+cpu, which pip prefers to 2.13.0. Where
that index does not answer soon, as behind a firewall, nothing is printed, and pip does without.
"""

import os
import sys
import threading
import urllib.request

INDEX = "https://download.pytorch.org/whl/cpu"
SECONDS = 5.0


def main(build: str, index: str = INDEX, seconds: str = str(SECONDS)) -> None:
    """Print what pip needs, and on stderr one line that says where PyTorch comes from."""
    if sys.platform != "linux":
        return  # elsewhere PyPI has no other than CPU builds
    if build == "cuda":
        told = "PyTorch comes with CUDA, several GB, as TORCH=cuda asks"
    elif reason := silence(index, float(seconds)):
        told = f"PyTorch comes from pip's usual index, perhaps with several GB of CUDA: {reason}"
    else:
        told = f"PyTorch comes as the CPU build from {index}"
        print(f"--extra-index-url {index}")
    print(told, file=sys.stderr)


def silence(index: str, seconds: float) -> str:
    """Return why the index is of no use here, or nothing when it answers in time."""
    answer = [f"{index} does not answer within {seconds:g} seconds"]

    def ask() -> None:
        try:
            # A HEAD of the page that pip reads: the answer is short, whatever the index holds.
            request = urllib.request.Request(f"{index}/torch/", method="HEAD")
            with urllib.request.urlopen(request, timeout=seconds):
                answer[0] = ""
        except (OSError, ValueError) as error:
            answer[0] = f"{index} does not answer: {getattr(error, 'reason', error)}"

    # In a thread of its own, as looking up a name heeds no time limit.
    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(seconds)
    return answer[0]


if __name__ == "__main__":
    main(*sys.argv[1:])
    sys.stdout.flush()
    os._exit(0)  # not waiting for the thread
