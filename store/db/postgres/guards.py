"""What the server keeps by itself: a digest beside every row of facts, and the journal's chain.

It tells whoever listens that something changed, and writes who acted: a desk's word for that counts
only where it made the tables itself.

As with the embedded engine these are guards against disks and hands that slip, not against
whoever may write the tables. The chain is the same one, link by link: a workspace that moves keeps
its heads. Digests of rows are another kind than SQLite's: a copy takes new ones.
"""

from __future__ import annotations

from store.db.postgres.text import ESCAPE
from store.db.tables import DIGESTS

# Those of the browser are told apart by a setting of their line that only their role may use.
SERVE, PERSON = "_serve", "sixones.person"
# As `store.db.journal.MACHINE`.
MACHINE = "sixones"
# The server tells of changes there.
CHANGES = "sixones"
_TELLING = ("journal", "sync_runs")
_WITH_WHO = ("decisions", "viewing_claims", "letter_plans", "letter_events")
# Parts the columns of a key that has several.
_BETWEEN = "chr(31)"


def functions(schema: str) -> str:
    """The functions that all guards use."""
    return f"""
        CREATE OR REPLACE FUNCTION {schema}.row_digest(line TEXT) RETURNS BIGINT
        LANGUAGE sql IMMUTABLE AS $$
            SELECT ('x' || encode(substr(sha256(convert_to(line, 'UTF8')), 1, 8), 'hex'))
                ::bit(64)::bigint
        $$;
        CREATE OR REPLACE FUNCTION {schema}.json_word(word TEXT) RETURNS TEXT
        LANGUAGE sql IMMUTABLE AS $$
            SELECT coalesce(replace(replace(
                to_json(word)::text, '{ESCAPE}0', '\\u0000'), '{ESCAPE}1', '{ESCAPE}'), 'null')
        $$;
        CREATE OR REPLACE FUNCTION {schema}.journal_chain() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
        DECLARE
            last journal_end%ROWTYPE;
        BEGIN
            SELECT * INTO last FROM journal_end FOR UPDATE;
            NEW.id := last.id + 1;
            SELECT encode(sha256(convert_to(
                '[' || string_agg({schema}.json_word(word), ',' ORDER BY place) || ']',
                'UTF8')), 'hex')
            INTO NEW.chain
            FROM unnest(ARRAY[last.chain, NEW.at, NEW.actor, NEW.act, NEW.subject, NEW.before,
                NEW.after]) WITH ORDINALITY AS words(word, place);
            UPDATE journal_end SET id = NEW.id, chain = NEW.chain;
            RETURN NEW;
        END $$;
        CREATE OR REPLACE TRIGGER journal_chain BEFORE INSERT ON journal
            FOR EACH ROW EXECUTE FUNCTION {schema}.journal_chain();
        CREATE OR REPLACE FUNCTION {schema}.sixones_actor(given TEXT) RETURNS TEXT
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
            SELECT CASE
                -- Who made the tables may write whatever he likes.
                WHEN given = '{MACHINE}' OR session_user = current_user THEN given
                WHEN EXISTS (
                    SELECT FROM pg_auth_members AS of_role
                    JOIN pg_roles AS its ON its.oid = of_role.roleid
                    JOIN pg_roles AS one ON one.oid = of_role.member
                    WHERE its.rolname = current_database() || '{SERVE}'
                    AND one.rolname = session_user
                ) THEN coalesce(nullif(current_setting('{PERSON}', true), ''), session_user::text)
                -- A `name` would make all of them one, of 63 bytes at most.
                ELSE session_user::text END
        $$;
        CREATE OR REPLACE FUNCTION {schema}.tell_change() RETURNS trigger
        LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('{CHANGES}', '');
            RETURN NULL;
        END $$;
        {"".join(_telling(schema, table) for table in _TELLING)}
        {_named(schema, "journal", "actor")}
        {"".join(_named(schema, table, "who") for table in _WITH_WHO)}
    """  # noqa: S608  (names of ours)


def _telling(schema: str, table: str) -> str:
    return f"""
        CREATE OR REPLACE TRIGGER {table}_told AFTER INSERT OR UPDATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION {schema}.tell_change();
    """


def _named(schema: str, table: str, column: str) -> str:
    """Let the server write who acted, whatever the desk says."""
    return f"""
        CREATE OR REPLACE FUNCTION {schema}.{table}_by() RETURNS trigger
        LANGUAGE plpgsql AS $$
        BEGIN
            NEW.{column} := {schema}.sixones_actor(NEW.{column});
            RETURN NEW;
        END $$;
        CREATE OR REPLACE TRIGGER {table}_by BEFORE INSERT OR UPDATE ON {table}
            FOR EACH ROW EXECUTE FUNCTION {schema}.{table}_by();
    """


def watching(schema: str, table: str, key: tuple[str, ...]) -> str:
    """Take digests of a table's rows from now on, and of those that it has."""
    old, new, its = (key_of(key, row) for row in ("OLD", "NEW", "it"))
    return f"""
        CREATE OR REPLACE FUNCTION {schema}.{table}_digest() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = {schema}, pg_temp SET bytea_output = 'hex' AS $$
        BEGIN
            IF TG_OP <> 'INSERT' THEN
                DELETE FROM {DIGESTS} WHERE of_table = '{table}' AND of_row = {old};
            END IF;
            IF TG_OP <> 'DELETE' THEN
                INSERT INTO {DIGESTS} VALUES ('{table}', {new}, {schema}.row_digest(NEW::text))
                ON CONFLICT (of_table, of_row) DO UPDATE SET digest = excluded.digest;
            END IF;
            RETURN NULL;
        END $$;
        CREATE OR REPLACE TRIGGER {table}_digest AFTER INSERT OR UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION {schema}.{table}_digest();
        DELETE FROM {DIGESTS} WHERE of_table = '{table}';
        INSERT INTO {DIGESTS}
            SELECT '{table}', {its}, {schema}.row_digest(it::text) FROM {table} AS it;
    """  # noqa: S608  (names of ours)


def altered(table: str, key: tuple[str, ...]) -> tuple[str, str]:
    """The queries for rows that differ from their digests, and for digests without a row."""
    its = key_of(key, "it")
    differ = f"""
        SELECT {its} AS found, kept.of_row IS NOT NULL AS known FROM {table} AS it
        LEFT JOIN {DIGESTS} AS kept ON kept.of_table = '{table}' AND kept.of_row = {its}
        WHERE kept.digest IS DISTINCT FROM row_digest(it::text)
    """  # noqa: S608  (names of ours)
    lost = f"""
        SELECT of_row AS found FROM {DIGESTS} AS kept WHERE of_table = '{table}'
        AND NOT EXISTS (SELECT 1 FROM {table} AS it WHERE {its} = kept.of_row)
    """  # noqa: S608  (names of ours)
    return differ, lost


def key_of(key: tuple[str, ...], row: str) -> str:
    """The key of a row as one text."""
    return f" || {_BETWEEN} || ".join(f"{row}.{name}::text" for name in key)
