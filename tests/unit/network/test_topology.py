from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.network.topology import STRANGERS, Condition, Device, Line, Link, Topology, topology

CORE, ACCESS, OFFICE = "switch01", "switch03", "xupu_router01"
Heard = Mapping[str, str] | None


def device(host: str, neighbours: Heard, site: str = "centre", **more: object) -> Device:
    return Device(host, f"设备 {host}", site, neighbours=neighbours, **more)  # type: ignore[arg-type]


def drawn(*devices: Device, others: Mapping[str, str] | None = None, lines: Sequence[Line] = ()) -> Topology:
    return topology(devices, others or {}, lines)


def one(picture: Topology) -> Link:
    (link,) = picture.links
    return link


def test_a_link_that_both_ends_tell_is_one() -> None:
    link = one(drawn(device(CORE, {"GE1": ACCESS}), device(ACCESS, {"GE24": "SWITCH01"})))
    assert (link.near, link.far, link.condition, link.count, link.ports) == (
        CORE,
        ACCESS,
        Condition.UP,
        1,
        ("GE1", "GE24"),
    )


def test_two_links_between_the_same_two_are_counted() -> None:
    link = one(drawn(device(CORE, {"GE1": ACCESS, "GE2": ACCESS}), device(ACCESS, {"GE24": CORE})))
    assert (link.count, link.condition) == (2, Condition.UP)


def test_a_device_is_known_by_the_name_that_it_gives_itself() -> None:
    picture = drawn(device(CORE, {"GE1": "HH-ACC-3"}), device(ACCESS, {}, names=("hh-acc-3",)))
    assert one(picture).far == ACCESS
    assert all(node.known for node in picture.nodes)


def test_a_name_that_no_host_has_stands_out_where_it_is_heard() -> None:
    picture = drawn(device(CORE, {"GE1": ACCESS}), device(ACCESS, {"GE9": "TP-LINK\x07 router"}))
    stranger = next(node for node in picture.nodes if not node.known)
    assert (stranger.title, stranger.site) == ("TP-LINK\x07 router", "centre")
    assert stranger.key in picture.layers[-1]


def test_a_server_of_the_inventory_is_no_stranger() -> None:
    picture = drawn(device(CORE, {"GE1": "app01"}), others={"app01": "业务应用服务器一"})
    assert {node.key: (node.title, node.known) for node in picture.nodes}["app01"] == ("业务应用服务器一", True)


def test_a_declared_link_that_is_gone_is_down_and_named() -> None:
    missing = (f"GigabitEthernet 0/5 {ACCESS} GigabitEthernet 0/24",)
    link = one(drawn(device(CORE, {}, missing=missing), device(ACCESS, {})))
    assert (link.condition, link.troubles) == (Condition.DOWN, missing)


def test_one_of_two_links_down_is_down() -> None:
    link = one(drawn(device(CORE, {"GE1": ACCESS}, missing=(f"GE2 {ACCESS} GE2",)), device(ACCESS, {"GE1": CORE})))
    assert (link.condition, link.count, link.ports) == (Condition.DOWN, 2, ("GE1", "GE1"))


def test_a_port_without_a_link_is_down_though_its_neighbour_is_still_remembered() -> None:
    link = one(drawn(device(CORE, {"GE1": ACCESS}, down=frozenset({"GE1"})), device(ACCESS, {})))
    assert (link.condition, link.troubles) == (Condition.DOWN, ("GE1",))


def test_a_declared_link_of_a_device_that_was_not_seen_is_unknown_unless_the_other_end_tells() -> None:
    silent = device(CORE, None, unsure=(f"GE1 {ACCESS} GE24",))
    assert one(drawn(silent, device(ACCESS, {}))).condition is Condition.UNKNOWN
    picture = drawn(silent, device(ACCESS, {"GE24": CORE}))
    assert one(picture).condition is Condition.UP
    assert [node.seen for node in picture.nodes] == [False, True]


def test_a_declared_link_to_nobody_known_is_left_to_its_finding() -> None:
    assert drawn(device(CORE, {}, missing=("GE1 nobody GE2",))).links == ()


def test_carriers_lines_join_the_sites() -> None:
    devices = (device(CORE, {}), device("router02", {"GE1": CORE}), device(OFFICE, {}, "xupu"))
    down = Line("溆浦专线", ("router02", OFFICE), carries=False)
    for carries, condition in ((True, Condition.UP), (False, Condition.DOWN), (None, Condition.UNKNOWN)):
        picture = drawn(*devices, lines=(Line("溆浦专线", ("router02", OFFICE), carries),))
        assert next(link for link in picture.links if link.line).condition is condition
    assert next(link for link in drawn(*devices, lines=(down,)).links if link.line).troubles == ("溆浦专线",)
    assert len(drawn(*devices, lines=(Line("另一条", ("router02", "nowhere"), True),)).links) == 1


def test_the_core_is_on_top_with_its_twin_and_offices_stand_below() -> None:
    access = [f"access{number}" for number in range(4)]
    picture = drawn(
        device("core01", {"X": "core02", **{f"GE{n}": name for n, name in enumerate(access)}, "GE9": "router02"}),
        device("core02", {f"GE{n}": name for n, name in enumerate(access)}),
        *(device(name, {}) for name in access),
        device("router02", {}),
        device("lonely", {}),
        device(OFFICE, {"GE1": "xupu_switch01"}, "xupu"),
        device("xupu_switch01", {}, "xupu"),
        lines=(Line("溆浦专线", ("router02", OFFICE), True),),
    )
    assert picture.layers[0] == ("core01", "core02")
    assert set(picture.layers[1]) == {*access, "router02"}
    assert picture.columns == ((OFFICE, "xupu_switch01"),)
    assert picture.alone == ("lonely",)


def test_a_device_that_announces_a_thousand_neighbours_does_not_fill_the_page() -> None:
    picture = drawn(device(CORE, {f"GE{number}": f"ghost{number:04}" for number in range(1000)}))
    assert len(picture.nodes) == STRANGERS + 1
    assert picture.strangers_left_out == 1000 - STRANGERS


NAMES = st.sampled_from(["a", "b", "c", "d", "ghost", "A", "other ghost"])
TOLD = st.one_of(st.none(), st.dictionaries(st.sampled_from(["GE1", "GE2", "GE3"]), NAMES))


@settings(max_examples=80)
@given(st.dictionaries(st.sampled_from("abcd"), st.tuples(TOLD, st.sampled_from(["x", "y"]))), st.randoms())
def test_every_box_has_one_place_and_the_order_of_devices_is_no_matter(
    told: dict[str, tuple[Heard, str]], chance: object
) -> None:
    devices = [device(host, heard, site) for host, (heard, site) in told.items()]
    picture = drawn(*devices)
    keys = [node.key for node in picture.nodes]
    placed = [key for row in (*picture.layers, *picture.columns, picture.alone) for key in row]
    assert sorted(placed) == sorted(keys) == sorted(set(keys))
    assert {end for link in picture.links for end in (link.near, link.far)} <= set(keys)
    chance.shuffle(devices)  # type: ignore[attr-defined]
    again = drawn(*devices)
    assert {(link.near, link.far, link.condition, link.count) for link in again.links} == {
        (link.near, link.far, link.condition, link.count) for link in picture.links
    }
