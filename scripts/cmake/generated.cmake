# Code made from data: the wire contracts, the time zones, the public holidays.

# Contracts go where TypeScript's go too; `npm run generate` runs flatc with the same flags. A header whose text stays the
# same is left alone, so that no other preset is rebuilt in vain; the stamp is what Ninja watches.
find_program(FLATC flatc REQUIRED NO_CMAKE_FIND_ROOT_PATH)
set(contracts_dir ${CMAKE_SOURCE_DIR}/shared/contracts)
file(GLOB contract_schemas CONFIGURE_DEPENDS ${contracts_dir}/*.fbs ${contracts_dir}/money/*.fbs)
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
  COMMAND ${NODE} ${CMAKE_SOURCE_DIR}/scripts/cmake/tables/zones.ts ${ZONEINFO} ${tables_dir}/zone_table.h
  DEPENDS scripts/cmake/tables/zones.ts ${ZONEINFO}/tzdata.zi
  COMMENT "Time zones from ${ZONEINFO}")

add_custom_command(
  OUTPUT ${tables_dir}/holiday_table.h
  COMMAND ${NODE} ${CMAKE_SOURCE_DIR}/scripts/cmake/tables/holidays.ts ${CMAKE_SOURCE_DIR}/shared/policies/holidays-za.json
          ${tables_dir}/holiday_table.h
  DEPENDS scripts/cmake/tables/holidays.ts shared/policies/holidays-za.json
  COMMENT "Public holidays from shared/policies")

set(generated_tables ${tables_dir}/zone_table.h ${tables_dir}/holiday_table.h)

# The salon's classifiers, trained on the machine that builds, whatever it builds for. Kept in build/models by a hash of what they
# are made of, so that the presets share them.
file(GLOB_RECURSE utterances CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/shared/knowledge/utterances/*.txt)
file(GLOB_RECURSE trainer_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/wasm/cli/training/*
                                                    ${CMAKE_SOURCE_DIR}/wasm/routing/understanding/*)
list(APPEND trainer_sources ${CMAKE_SOURCE_DIR}/wasm/cli/tables/models.cpp)
add_custom_command(
  OUTPUT ${tables_dir}/model_table.h
  COMMAND ${NODE} ${CMAKE_SOURCE_DIR}/scripts/cmake/tables/models.ts ${tables_dir}/model_table.h
  DEPENDS scripts/cmake/tables/models.ts ${CMAKE_BINARY_DIR}/contracts.stamp ${utterances} ${trainer_sources}
  COMMENT "Classifiers from shared/knowledge/utterances")
add_custom_target(models DEPENDS ${tables_dir}/model_table.h)

# booking_reads_models(module): its sources include model_table.h.
function(booking_reads_models name)
  set(target booking_${name})
  if(booking_wasm)
    set(target ${name}.module)
  endif()
  add_dependencies(${target} models)
  target_include_directories(${target} PRIVATE ${tables_dir})
endfunction()
