# Code made from data: the wire contracts, the time zones, the public holidays.

# Contracts go where TypeScript's go too; `npm run generate` runs flatc with the same flags. A header whose text stays the
# same is left alone, so that no other preset is rebuilt in vain; the stamp is what Ninja watches.
find_program(FLATC flatc REQUIRED NO_CMAKE_FIND_ROOT_PATH)
set(contracts_dir ${CMAKE_SOURCE_DIR}/shared/contracts)
file(GLOB contract_schemas CONFIGURE_DEPENDS ${contracts_dir}/*.fbs)
set(contract_headers ${contract_schemas})
list(TRANSFORM contract_headers REPLACE "^.*/([^/]+)[.]fbs$" "${contracts_dir}/generated/\\1_generated.h")
set(made_headers ${contract_schemas})
list(TRANSFORM made_headers REPLACE "^.*/([^/]+)[.]fbs$" "${CMAKE_BINARY_DIR}/contracts/\\1_generated.h")
add_custom_command(
  OUTPUT ${CMAKE_BINARY_DIR}/contracts.stamp
  BYPRODUCTS ${contract_headers}
  COMMAND ${FLATC} --cpp --scoped-enums -o ${CMAKE_BINARY_DIR}/contracts ${contract_schemas}
  COMMAND ${CMAKE_COMMAND} -E make_directory ${contracts_dir}/generated
  COMMAND ${CMAKE_COMMAND} -E copy_if_different ${made_headers} ${contracts_dir}/generated
  COMMAND ${CMAKE_COMMAND} -E touch ${CMAKE_BINARY_DIR}/contracts.stamp
  DEPENDS ${contract_schemas}
  COMMENT "Contracts from shared/contracts/*.fbs")
add_custom_target(contracts DEPENDS ${CMAKE_BINARY_DIR}/contracts.stamp)

set(tables_dir ${CMAKE_BINARY_DIR}/tables)
file(MAKE_DIRECTORY ${tables_dir})

set(ZONEINFO /usr/share/zoneinfo CACHE PATH "The tz database: a tree of TZif files")
add_custom_command(
  OUTPUT ${tables_dir}/zone_table.h
  COMMAND ${NODE} ${CMAKE_SOURCE_DIR}/scripts/cmake/zones.ts ${ZONEINFO} ${tables_dir}/zone_table.h
  DEPENDS scripts/cmake/zones.ts ${ZONEINFO}/tzdata.zi
  COMMENT "Time zones from ${ZONEINFO}")

add_custom_command(
  OUTPUT ${tables_dir}/holiday_table.h
  COMMAND ${NODE} ${CMAKE_SOURCE_DIR}/scripts/cmake/holidays.ts ${CMAKE_SOURCE_DIR}/shared/policies/holidays-za.json
          ${tables_dir}/holiday_table.h
  DEPENDS scripts/cmake/holidays.ts shared/policies/holidays-za.json
  COMMENT "Public holidays from shared/policies")

set(generated_tables ${tables_dir}/zone_table.h ${tables_dir}/holiday_table.h)
