Feature: A shop
  Scenario: One is bought
    Given a shop
    When one is bought
    Then it is sold
