"""A port that somebody else has is refused in words, even where the system would let us join in."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from standfirst.cli import commands, ports
from standfirst.cli.run import _claim
from tests.journeys.site import free_port


@pytest.fixture
def shared() -> Iterator[int]:
    """A port on which a server listens that lets others join in, as ours does with its own processes."""
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setattr(os, "environ", {**os.environ, "STANDFIRST_DATA": str(folder)})
    return folder


def test_who_has_it_and_which_to_take_is_said(shared: int, data: Path):
    done = CliRunner().invoke(commands, ["run", "--port", str(shared)])
    assert done.exit_code == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"standfirst: port {shared} is in use by process {os.getpid()} (")
    assert "; try --port " in line
    assert {path.name for path in data.iterdir()} == {"server.lock"}


def test_the_port_that_is_named_is_free(shared: int):
    with pytest.raises(ports.PortInUse) as refused:
        ports.reserve("127.0.0.1", shared, processes=1)
    named = int(str(refused.value).rpartition(" ")[2])
    ports.reserve("127.0.0.1", named, processes=1)[0].close()


def test_a_port_on_every_address_is_in_use_too(shared: int):
    with pytest.raises(ports.PortInUse):
        ports.reserve("0.0.0.0", shared, processes=1)  # noqa: S104


def test_a_port_that_is_reserved_is_in_use_for_others_whether_we_listen_or_not():
    port = free_port()
    sockets = ports.reserve("127.0.0.1", port, processes=2)
    with pytest.raises(ports.PortInUse):
        ports.reserve("127.0.0.1", port, processes=2)
    ports.listen(sockets)
    with pytest.raises(ports.PortInUse):
        ports.reserve("127.0.0.1", port, processes=2)
    sockets += ports.share("127.0.0.1", port, processes=1)  # ours may be more
    socket.create_connection(("127.0.0.1", port)).close()
    for made in sockets:
        made.close()


def test_a_reader_who_is_still_there_when_it_ends_does_not_keep_the_port_in_use():
    port = free_port()
    (server,) = ports.reserve("127.0.0.1", port, processes=1)
    ports.listen([server])
    with socket.create_connection(("127.0.0.1", port)):
        server.settimeout(5)
        server.accept()[0].close()
        server.close()
        ports.reserve("127.0.0.1", port, processes=1)[0].close()


def test_an_address_that_this_machine_does_not_have_is_one_line(data: Path):
    done = CliRunner().invoke(commands, ["run", "--host", "192.0.2.1", "--port", "8000"])
    assert done.exit_code == 2
    assert done.stderr == (
        "standfirst: cannot listen on 192.0.2.1, port 8000: Cannot assign requested address\n"
    )


@pytest.mark.parametrize("chosen", ["", "https://paper.example"])
def test_a_start_on_another_port_says_how_to_keep_its_address(
    chosen: str, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("STANDFIRST_URL", chosen)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    paper = _claim("127.0.0.1", port, 1, address)
    paper.sockets[0].close()
    paper.lock.release()
    line = f"standfirst: to keep this address, write STANDFIRST_URL={address} into {data}/settings.env\n"
    assert capsys.readouterr().err == ("" if chosen else line)
    assert paper.lock.holder.site == (chosen or address)
