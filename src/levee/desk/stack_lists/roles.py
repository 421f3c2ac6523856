"""What is a component to the vendor's product, where the list does not say?"""

from fnmatch import fnmatchcase

from levee.contract.schema import Product
from levee.model.stack import Role, package_of


def role_of(purl: str, product: Product) -> Role:
    package = package_of(purl.partition("?")[0].partition("#")[0])
    if package == product.host:
        return Role.HOST
    if package == product.runtime:
        return Role.RUNTIME
    is_plugin = any(fnmatchcase(package, pattern) for pattern in product.plugins)
    return Role.PLUGIN if is_plugin else Role.DEPENDENCY
