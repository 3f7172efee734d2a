"""The mirror for nodes without a network: what it keeps, what it asks for anew, and what it refuses."""

import httpx
import pytest

from hfcheck.lab.fresh.relay import Absent, Shelf, serving

MIRRORS = {"debian": "https://mirror.example/debian"}


class Mirror:
    """A mirror of one's own: what it has, whether it answers, and what it was asked for."""

    def __init__(self, has):
        self.has, self.asked, self.answers = has, [], True

    def __call__(self, request):
        self.asked.append(request.url.raw_path.decode())
        if not self.answers:
            raise httpx.ConnectError("the cable is out")
        content = self.has.get(request.url.raw_path.decode())
        return httpx.Response(404) if content is None else httpx.Response(200, stream=httpx.ByteStream(content))


@pytest.fixture
def mirror():
    return Mirror({"/debian/pool/a_1%2b2.deb": b"package", "/debian/dists/x/InRelease": b"index"})


@pytest.fixture
def shelf(tmp_path, mirror):
    return Shelf(tmp_path, MIRRORS, httpx.Client(transport=httpx.MockTransport(mirror)))


def test_a_package_is_fetched_once(shelf, mirror):
    for _ in range(2):
        assert shelf.get("/debian/pool/a_1%2b2.deb").read_bytes() == b"package"
    assert mirror.asked == ["/debian/pool/a_1%2b2.deb"]


def test_an_index_is_asked_for_anew_and_the_old_one_serves_without_a_network(shelf, mirror):
    path = "/debian/dists/x/InRelease"
    assert shelf.get(path).read_bytes() == b"index"
    mirror.has[path] = b"newer"
    assert shelf.get(path).read_bytes() == b"newer"
    mirror.answers = False
    assert shelf.get(path).read_bytes() == b"newer"
    assert mirror.asked == [path] * 3


def test_what_the_mirror_has_not_is_not_kept(shelf, tmp_path):
    with pytest.raises(Absent, match="the mirror answers 404") as refused:
        shelf.get("/debian/pool/b.deb")
    assert refused.value.status == 404
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_without_mirror_and_copy_the_gateway_is_bad(shelf, mirror):
    mirror.answers = False
    with pytest.raises(Absent, match="no answer from the mirror: the cable is out") as refused:
        shelf.get("/debian/dists/x/InRelease")
    assert refused.value.status == 502


@pytest.mark.parametrize(
    "path",
    [
        "/other/pool/a.deb",
        "/debian/../secret",
        "/debian/pool/.part-0",
        "/debian//pool/a.deb",
        "/debian/",
        "http://elsewhere.example/debian/pool/a.deb",
        "/debian/pool/a.deb?x=1",
        "/debian/pool/a\x00.deb",
    ],
)
def test_only_paths_of_the_known_mirrors_are_relayed(shelf, mirror, path):
    with pytest.raises(Absent, match="expected a path on one of debian, found") as refused:
        shelf.get(path)
    assert (refused.value.status, mirror.asked) == (404, [])


def test_it_serves_over_http_and_says_why_not(shelf):
    with serving(shelf) as url, httpx.Client() as client:
        assert client.get(f"{url}/debian/pool/a_1%2b2.deb").content == b"package"
        absent = client.get(f"{url}/debian/pool/none.deb")
        assert absent.status_code == 404
        assert "the mirror answers 404" in absent.text
        assert client.get(f"{url}/debian/dists/x/InRelease").content == b"index"
