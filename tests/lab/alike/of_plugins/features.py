"""Is a feature file found beside its steps?"""

# mypy: ignore-errors

from pytest_bdd import given, scenarios, then, when

scenarios("shop.feature")


@given("a shop", target_fixture="shop")
def shop():
    return {"sold": 0}


@when("one is bought")
def buy(shop):
    shop["sold"] += 1


@then("it is sold")
def sold(shop):
    assert shop["sold"] == 1
