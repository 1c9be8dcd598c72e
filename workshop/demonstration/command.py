"""`workshop demo`: makes room, builds, says how to get in as whom, and serves."""

import ipaddress
import secrets
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from workshop import commands, create_app, serving
from workshop.demonstration import data, place
from workshop.demonstration.build import Built, build
from workshop.domain.terms import Role
from workshop.keys import Keys
from workshop.links import page_link
from workshop.paths import demonstration_dir
from workshop.registration.letters import spaced_code
from workshop.settings import Settings

Say = Callable[[str], object]
SAY: Say = partial(print, flush=True)

PASSWORD = "workshop-demo-2557"  # noqa: S105  the published password of a demonstration
PASSWORD_BYTES = 9  # 72 bits
ANYWHERE = ("192.0.2.1", 9)  # an address of nobody; nothing is sent to it
TITLES = {
    Role.ORGANISER: "Organiser",
    Role.FACILITATOR: "Facilitator",
    Role.NOTE_TAKER: "Note-taker",
    Role.DOOR: "Door desk",
}


def run(host: str, port: int, *, say: Say = SAY) -> int:
    """Builds the demonstration afresh and serves it until interrupted.

    Raises SettingsError, with a sentence, when the address is taken or when the folder or the
    database holds something that is not the demonstration's; nothing was touched then.
    """
    serving.give_memory_back()
    serving.require_free(host, port)
    started = time.monotonic()
    settings = serving.listening_at(make_room(demonstration_dir()), reachable(host), port)
    passwords = choose_passwords(host)
    built = build(settings, passwords, say=say)
    say(f"Built in {time.monotonic() - started:.1f} s: {settings.data_dir}\n")
    for line in ways_in(settings, built, passwords):
        say(line)
    say("\nCtrl+C stops it.")
    commands.run(create_app(settings), settings, host=host, port=port)
    return 0


def make_room(folder: Path) -> Settings:
    """An empty, marked folder, keys and database of its own, and the settings for them."""
    place.mark_folder(folder)
    settings = Settings.load(folder)
    keys_are_apart = not settings.keys_dir.is_relative_to(folder)
    if keys_are_apart:
        place.check_folder(settings.keys_dir)
    place.check_database(settings.database_url)
    place.clear_folder(folder)
    if keys_are_apart:
        place.mark_folder(settings.keys_dir)
        place.clear_folder(settings.keys_dir)
    place.clear_database(settings.database_url)
    return Settings.load(folder)


def choose_passwords(host: str) -> dict[str, str]:
    """By e-mail address: the published one, or random ones where others can reach the host."""
    staff = [one["email"] for one in data.workshop()["staff"]]
    if is_loopback(host):
        return dict.fromkeys(staff, PASSWORD)
    return {email: secrets.token_urlsafe(PASSWORD_BYTES) for email in staff}


def is_loopback(host: str) -> bool:
    """Whether only this computer can reach it; names other than localhost count as open."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def reachable(host: str) -> str:
    """A host that browsers can open: for 0.0.0.0 and :: this computer's address in its network."""
    if host not in ("0.0.0.0", "::"):  # noqa: S104  compared, not bound
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(ANYWHERE)
            return str(probe.getsockname()[0])
        except OSError:
            return socket.gethostname()


def ways_in(settings: Settings, built: Built, passwords: Mapping[str, str]) -> Iterator[str]:
    """One address and sign-in per role, as lines to print."""
    address, slug = settings.address, built.slug
    yield f"Everybody     {address}/w/{slug}/"
    yield f"Participant   {page_link(settings, Keys(settings.keys_dir), built.guest)}"
    yield f"              or the code {spaced_code(built.guest)} at {address}/w/{slug}/join"
    for one in data.workshop()["staff"]:
        title = TITLES[Role(one["role"])]
        yield f"{title:<13} {address}{_home(one, slug)}"
        yield f"              {one['email']}  {passwords[one['email']]}"


def _home(member: Mapping[str, str], slug: str) -> str:
    if member["group"]:
        return f"/facilitate/{slug}/{member['group']}/"
    homes = {Role.ORGANISER: f"/organise/{slug}/", Role.DOOR: f"/organise/{slug}/arrival"}
    return homes.get(Role(member["role"]), "/account/workshops")
