"""What a server, or the way to it, refuses: a clear message, nothing lost, nothing doubled."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import trustme

from store.db import chain, journal
from store.db.acts import Act
from store.db.database import Store, open_store
from store.db.decisions import Draft, decide, live_decisions
from store.db.location import ServerDatabase, server_database
from store.errors import ConfigError, StoreError
from store.text.wording import LANGUAGES, load
from tests.making import NOW
from tests.servers.imap_server import free_port
from tests.servers.postgres import PASSWORD, Postgres, postgres

pytestmark = pytest.mark.sweep


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with postgres() as running:
        yield running


def refused(location: ServerDatabase) -> str:
    with pytest.raises(StoreError) as told:
        open_store(location)
    for language in LANGUAGES:
        wording = load(language)
        assert wording.error(told.value), told.value.code
        assert PASSWORD not in wording.error(told.value)
    return told.value.code


def mark(name: str) -> list[Draft]:
    return [Draft(Act.NOTE, f"branch:{name}", {"text": name})]


def marked(store: Store) -> list[str]:
    return [made.subject for made in live_decisions(store)]


def test_nobody_listens_and_there_is_no_such_database(server: Postgres) -> None:
    nobody = server_database(f"postgresql://me@127.0.0.1:{free_port()}/x")
    assert refused(nobody) == "db.unreachable"
    assert refused(server.location("no_such_one")) == "db.no_database"


def test_a_wrong_password_and_an_unknown_person(
    server: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refused(server.location("w1", user="nobody_here")) == "db.login"
    monkeypatch.setenv("PGPASSWORD", "wrong")
    assert refused(server.database()) == "db.login"


def test_an_address_with_a_password_is_refused_and_never_shown() -> None:
    for address in ("postgresql://me:secret@h/x", "postgresql://me@h/x?password=secret"):
        with pytest.raises(ConfigError) as told:
            server_database(address)
        assert told.value.code == "database.password"
        assert "secret" not in str(told.value.fields)
    for address in ("postgresql://h", "mysql://h/x", "h/x", "postgresql://[/x"):
        with pytest.raises(ConfigError) as told:
            server_database(address)
        assert told.value.code == "database.not_an_address"
    assert "sslmode=verify-full" in server_database("postgresql://me@db.uni.example/x").url
    assert "sslmode" not in server_database("postgresql://me@127.0.0.1/x").url


def test_who_has_no_rights_is_told_and_who_may_read_reads(server: Postgres) -> None:
    location = server.database()
    with closing(open_store(location)) as store:
        decide(store, mark("B1"), at=NOW, who="李老师")
    name = location.url.rpartition("/")[2]
    with server.admin(name) as admin:
        admin.execute(f"CREATE ROLE reader LOGIN PASSWORD '{PASSWORD}'")
    reader = server.location(name, user="reader")
    assert refused(reader) == "db.no_rights"
    with server.admin(name) as admin:
        admin.execute("GRANT USAGE ON SCHEMA sixones TO reader")
        admin.execute("GRANT SELECT ON ALL TABLES IN SCHEMA sixones TO reader")
    with closing(open_store(reader)) as store:
        assert marked(store) == ["branch:B1"]
        with pytest.raises(StoreError) as told:
            decide(store, mark("B2"), at=NOW, who="王老师")
        assert told.value.code == "workspace.read_only"


def test_a_database_of_others_is_left_alone(server: Postgres) -> None:
    with server.admin() as admin:
        admin.execute("CREATE DATABASE theirs OWNER sixones_owner")
    with server.admin("theirs") as admin:
        admin.execute("CREATE SCHEMA sixones")
        admin.execute("CREATE TABLE sixones.mine (x int)")
        admin.execute("GRANT USAGE ON SCHEMA sixones TO sixones_owner")
    assert refused(server.location("theirs")) == "db.foreign"


def test_a_server_that_goes_in_the_middle_of_a_decision(server: Postgres) -> None:
    location = server.database()
    with closing(open_store(location)) as store:
        decide(store, mark("B1"), at=NOW, who="李老师")

        def halfway() -> None:
            with store.atomic():
                journal.record(store, NOW, "李老师", "mark", "branch:B2")
                server.stop()
                decide(store, mark("B2"), at=NOW, who="李老师")

        with pytest.raises(StoreError) as told:
            halfway()
        assert told.value.code == "db.line_lost"
        assert refused(location) == "db.unreachable"
        server.start()
        with pytest.raises(StoreError) as told:
            store.revision()
        assert told.value.code == "db.line_lost"
    with closing(open_store(location)) as store:
        assert marked(store) == ["branch:B1"]
        decide(store, mark("B2"), at=NOW, who="李老师")
        assert (marked(store), store.revision()) == (["branch:B1", "branch:B2"], 2)
        assert chain.broken_from(store) is None


def test_a_line_that_breaks_at_the_very_end_says_that_nobody_knows(server: Postgres) -> None:
    location = server.database()
    name = location.url.rpartition("/")[2]
    with server.admin(name) as admin:
        admin.execute(
            "CREATE FUNCTION leave() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN "
            "PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$"
        )
        admin.execute(
            "CREATE CONSTRAINT TRIGGER leave AFTER INSERT ON sixones.decisions "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION leave()"
        )
    with closing(open_store(location)) as store:
        with pytest.raises(StoreError) as told:
            decide(store, mark("B1"), at=NOW, who="李老师")
        assert told.value.code == "db.commit_unknown"
    with closing(open_store(location)) as store:
        assert (marked(store), store.revision()) == ([], 0)


def test_a_writer_who_does_not_end_is_waited_for_and_then_named(
    server: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    location = server.database()
    with closing(open_store(location)) as one, closing(open_store(location)) as other:
        other.rows("SELECT set_config('lock_timeout', '50', false)")
        with one.atomic():
            with pytest.raises(StoreError) as told:
                decide(other, mark("B1"), at=NOW, who="王老师")
            assert told.value.code == "db.locked"
        decide(other, mark("B1"), at=NOW, who="王老师")
        assert marked(one) == ["branch:B1"]


def test_a_lock_goes_with_the_line_and_its_holder_can_do_nothing_more(server: Postgres) -> None:
    location = server.database()
    with closing(open_store(location)) as one, closing(open_store(location)) as other:
        with one.exclusive("outbox"):
            with server.admin() as admin:
                admin.execute(
                    "SELECT pg_terminate_backend(pid, 60000) FROM pg_locks "
                    "WHERE locktype = 'advisory'"
                )
            with other.exclusive("outbox"), pytest.raises(StoreError) as told:
                decide(one, mark("B1"), at=NOW, who="李老师")
            assert told.value.code == "db.line_lost"
        assert marked(other) == []


def test_encryption_that_fails_sends_no_password(server: Postgres, tmp_path: Path) -> None:
    location = server.database()
    strict = server_database(f"{location.url}?sslmode=verify-full&sslrootcert=system")
    assert refused(strict) == "db.tls"
    ours, theirs = trustme.CA(), trustme.CA()
    ours.cert_pem.write_to_path(str(tmp_path / "ours.pem"))
    theirs.cert_pem.write_to_path(str(tmp_path / "theirs.pem"))
    certificate = ours.issue_cert("127.0.0.1")
    data = server.folder / "data"
    certificate.private_key_pem.write_to_path(str(data / "server.key"))
    for pem in certificate.cert_chain_pems:
        pem.write_to_path(str(data / "server.crt"))
    for name in ("server.key", "server.crt"):
        shutil.chown(data / name, data.owner(), data.group())
        (data / name).chmod(0o600)
    with server.admin() as admin:
        admin.execute("ALTER SYSTEM SET ssl = on")
        admin.execute("SELECT pg_reload_conf()")
    known = f"{location.url}?sslmode=verify-full&sslrootcert={tmp_path / 'ours.pem'}"
    with closing(open_store(server_database(known))) as store:
        (row,) = store.rows("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        assert row["ssl"]
    other = f"{location.url}?sslmode=verify-full&sslrootcert={tmp_path / 'theirs.pem'}"
    assert refused(server_database(other)) == "db.tls"
    elsewhere = known.replace("@127.0.0.1", "@localhost")
    assert refused(server_database(elsewhere)) == "db.tls"
