"""What a sample consists of, once its rows are understood."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from .values import identity


class Stage(Enum):
    PROSPECTING = "Prospecting"
    ENGAGING = "Engaging"
    WON = "Won"
    LOST = "Lost"

    def __str__(self):
        return self.value

    @property
    def is_closed(self):
        return self in (Stage.WON, Stage.LOST)


class Named:
    """Has a name, and by it an identity across runs."""

    __slots__ = ()

    @property
    def key(self):
        return identity(self.name)


@dataclass(slots=True)
class Account(Named):
    name: str
    sector: str = ""
    employees: int | None = None
    revenue: float | None = None
    founded: int | None = None
    country: str = ""
    parent: "Account | None" = None


@dataclass(slots=True)
class Product(Named):
    name: str
    series: str = ""
    price: float | None = None


@dataclass(slots=True)
class Agent(Named):
    name: str
    manager: str = ""
    office: str = ""

    @property
    def team(self):
        """Name of the team: a manager with two offices has two."""
        return " – ".join(filter(None, (self.office, self.manager))) if self.manager else ""


@dataclass(slots=True)
class Opportunity:
    ref: str
    name: str
    stage: Stage
    amount: float | None = None
    agent: Agent | None = None
    product: Product | None = None
    account: Account | None = None
    customer_name: str = ""  # of an account that is not among the accounts
    engaged: date | None = None
    closed: date | None = None

    @property
    def created(self):
        return self.engaged or self.closed


@dataclass(slots=True)
class Sample:
    accounts: list[Account]
    products: list[Product]
    agents: list[Agent]
    opportunities: list[Opportunity]
